import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { openStore, type StoreOptions } from './open-store.ts'
import type { OpenedStore, Store } from './store-port.ts'
import { errorMessage, type StoreReply, type StoreRequest } from './store-rpc.ts'

/** The store's thread: opens the file that `workerData` names, reports the result, and answers until it is closed. */
function run(port: MessagePort, options: StoreOptions): void {
  const reply = (message: StoreReply) => port.postMessage(message)
  let opened: OpenedStore
  try {
    opened = openStore(options)
  } catch (error) {
    reply({ kind: 'refused', message: errorMessage(error) })
    port.close()
    return
  }
  reply({ kind: 'opened', notice: opened.notice })
  port.on('message', (request: StoreRequest) => {
    reply(answer(opened.store, request))
    if (request.method === 'close') port.close()
  })
}

function answer(store: Store, { id, method, args }: StoreRequest): StoreReply {
  try {
    return { kind: 'answer', id, value: Reflect.apply(store[method], store, args) }
  } catch (error) {
    return { kind: 'failure', id, message: errorMessage(error) }
  }
}

if (parentPort === null) throw new Error('The store runs in a thread of its own: connectStore starts it')
run(parentPort, workerData)
