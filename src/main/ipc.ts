import { type IpcMainEvent, type IpcMainInvokeEvent, ipcMain, type WebContents } from 'electron'
import { type CallName, type CallResult, calls, type EngineApi } from '../contract/api.ts'
import { IPC_CHANNELS } from '../contract/ipc-channels.ts'
import type { Page } from './window/page.ts'

/** Carries the contract to the page. Calls and subscriptions that arrive before the engine is ready wait for it. */
export function serveIpc(engine: Promise<EngineApi>, page: Page): void {
  const verifySender = createSenderCheck(page)
  ipcMain.handle(IPC_CHANNELS.call, async (event, name: unknown, input: unknown): Promise<CallResult<unknown>> => {
    verifySender(event)
    if (!isCallName(name)) {
      return { ok: false, error: { code: 'not-found', message: `There is no call “${String(name)}”.` } }
    }
    const { call } = await engine
    // The engine validates what the page handed in against the contract.
    return call(name, input as never)
  })

  const subscriptions = new WeakMap<WebContents, Subscriptions>()
  const subscriptionsOf = (contents: WebContents) => {
    const known = subscriptions.get(contents)
    if (known !== undefined) return known
    const added = createSubscriptions(engine, contents)
    subscriptions.set(contents, added)
    return added
  }
  ipcMain.on(IPC_CHANNELS.subscribe, (event, id: unknown) => {
    verifySender(event)
    if (typeof id === 'number') subscriptionsOf(event.sender).begin(id)
  })
  ipcMain.on(IPC_CHANNELS.unsubscribe, (event, id: unknown) => {
    verifySender(event)
    if (typeof id === 'number') subscriptionsOf(event.sender).end(id)
  })
}

const isCallName = (name: unknown): name is CallName => typeof name === 'string' && Object.hasOwn(calls, name)

/** A check that throws where a message comes from anything but the main frame of a window that shows the page. */
function createSenderCheck(page: Page) {
  return ({ sender, senderFrame }: IpcMainEvent | IpcMainInvokeEvent): void => {
    if (senderFrame !== null && senderFrame === sender.mainFrame && page.owns(senderFrame.url)) return
    throw new Error(`A message from ${senderFrame?.url ?? 'a frame that is gone'} was refused`)
  }
}

interface Subscriptions {
  begin(id: number): void
  end(id: number): void
}

/** The subscriptions of one window: they end with its page, whatever ends that. */
function createSubscriptions(engine: Promise<EngineApi>, contents: WebContents): Subscriptions {
  const ends = new Map<number, () => void>()
  const end = (id: number) => {
    ends.get(id)?.()
    ends.delete(id)
  }
  const endAll = () => {
    for (const id of [...ends.keys()]) end(id)
  }
  contents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
    if (isMainFrame && !isSameDocument) endAll()
  })
  contents.on('render-process-gone', endAll)
  contents.on('destroyed', endAll)
  return {
    begin(id) {
      end(id)
      let stop = () => {}
      let isSubscribed = true
      ends.set(id, () => {
        isSubscribed = false
        stop()
      })
      engine.then(
        ({ subscribe }) => {
          if (!isSubscribed) return
          stop = subscribe((event) => {
            if (isSubscribed && !contents.isDestroyed()) contents.send(IPC_CHANNELS.event, id, event)
          })
        },
        // An engine that does not start ends the app, which prints why.
        () => ends.delete(id),
      )
    },
    end,
  }
}
