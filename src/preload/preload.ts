import { contextBridge, ipcRenderer } from 'electron'
import type { EngineApi, EngineEvent } from '../contract/api.ts'
import { IPC_CHANNELS } from '../contract/ipc-channels.ts'

const listeners = new Map<number, (event: EngineEvent) => void>()
let lastSubscription = 0

ipcRenderer.on(IPC_CHANNELS.event, (_event, subscription: number, event: EngineEvent) =>
  listeners.get(subscription)?.(event),
)

const api: EngineApi = {
  call: (name, input) => ipcRenderer.invoke(IPC_CHANNELS.call, name, input),
  subscribe(listener) {
    lastSubscription += 1
    const subscription = lastSubscription
    listeners.set(subscription, listener)
    ipcRenderer.send(IPC_CHANNELS.subscribe, subscription)
    return () => {
      if (listeners.delete(subscription)) ipcRenderer.send(IPC_CHANNELS.unsubscribe, subscription)
    }
  },
}

contextBridge.exposeInMainWorld('ecopulse', api)
