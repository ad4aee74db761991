/** A name that has one of these in it, in whatever case, is a secret's. */
const SECRET_WORDS = 'token|key|secret|auth|pass|sig'
const SECRET_NAME = new RegExp(SECRET_WORDS, 'i')
const SECRET_PARAMETERS = new RegExp(`([?&])([^=&#]*(?:${SECRET_WORDS})[^=&#]*)=([^&#]*)`, 'gi')

/** Whether what goes by this name, a parameter of an address, is to be kept secret. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name)
}

/**
 * An address with `change` applied to its parameters' values that are secrets, also to those of an address that is itself
 * a parameter's value.
 * @param change Gets the value and the parameter's name, both as they are written.
 */
export function mapSecretParameters(url: string, change: (secret: string, name: string) => string): string {
  return url.replace(
    SECRET_PARAMETERS,
    (_, before: string, name: string, value: string) => `${before}${name}=${change(value, name)}`,
  )
}
