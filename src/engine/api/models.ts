import type { CallContext, CallHandlers } from './handler-types.ts'

/** Calls about models and their training. */
type ModelHandlers = Pick<
  CallHandlers,
  | 'models'
  | 'useModel'
  | 'removeModel'
  | 'inspectModel'
  | 'importModel'
  | 'exportModel'
  | 'training'
  | 'startTraining'
  | 'cancelTraining'
>

export function createModelHandlers({ models }: CallContext): ModelHandlers {
  const { library, exchange, training } = models
  const entries = () => [...library.entries()]
  return {
    models: entries,
    async useModel({ id }) {
      await models.use(id)
      return entries()
    },
    removeModel({ id }) {
      library.remove(id)
      return entries()
    },
    inspectModel: (file) => exchange.inspect(file),
    importModel: (file) => exchange.import(file),
    exportModel: ({ id }) => exchange.export(id),
    training: () => training.state(),
    startTraining: ({ data }) => training.start(data),
    cancelTraining: () => training.cancel(),
  }
}
