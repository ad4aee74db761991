/** A parameter whose name contains one of these words, in upper or lower case, holds a secret. */
const SECRET_WORDS = 'token|key|secret|auth|pass|sig'
const SECRET_NAME = new RegExp(SECRET_WORDS, 'i')
const SECRET_PARAMETERS = new RegExp(`([?&])([^=&#]*(?:${SECRET_WORDS})[^=&#]*)=([^&#]*)`, 'gi')

/** Whether the value of an address's parameter with this name is to be kept secret. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name)
}

/**
 * Applies `change` to the value of each parameter of `url` that holds a secret. If a parameter's value is itself an
 * address, its parameters are changed as well.
 * @param change Gets the value and the parameter's name, both as they stand in the address. @returns the new value.
 */
export function mapSecretParameters(url: string, change: (secret: string, name: string) => string): string {
  return url.replace(
    SECRET_PARAMETERS,
    (_, before: string, name: string, value: string) => `${before}${name}=${change(value, name)}`,
  )
}
