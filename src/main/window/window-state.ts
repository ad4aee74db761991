/** A place on the screen, in device-independent pixels. */
export interface Bounds {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface WindowState {
  /** Null: wherever the system puts it. */
  readonly bounds: Bounds | null
  readonly maximized: boolean
  readonly fullScreen: boolean
}

export const MIN_SIZE = { width: 390, height: 480 }
export const FIRST_SIZE = { width: 1440, height: 900 }
/** As much of a window must be on a screen, in px, for someone to move it by its title. */
const MIN_VISIBLE = { width: 120, height: 40 }

/** The window as it was left, if `saved` is such a state and a screen is still where it was; else a first one. */
export function restoreWindowState(saved: unknown, workAreas: readonly Bounds[]): WindowState {
  if (typeof saved !== 'object' || saved === null) return { bounds: null, maximized: false, fullScreen: false }
  const bounds = 'bounds' in saved && isBounds(saved.bounds) ? saved.bounds : null
  const area = bounds === null ? undefined : workAreas.find((each) => canBeSeen(bounds, each))
  return {
    bounds: bounds === null || area === undefined ? null : fitInto(bounds, area),
    maximized: 'maximized' in saved && saved.maximized === true,
    fullScreen: 'fullScreen' in saved && saved.fullScreen === true,
  }
}

function isBounds(value: unknown): value is Bounds {
  if (typeof value !== 'object' || value === null) return false
  const numbers = ['x', 'y', 'width', 'height'].map((key) => (value as Readonly<Record<string, unknown>>)[key])
  return numbers.every((number) => Number.isSafeInteger(number))
}

function canBeSeen(bounds: Bounds, area: Bounds): boolean {
  const width = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x)
  // By its title bar: what lies above the screen can't be dragged back.
  const top = bounds.y >= area.y && bounds.y + MIN_VISIBLE.height <= area.y + area.height
  return top && width >= MIN_VISIBLE.width
}

function fitInto(bounds: Bounds, area: Bounds): Bounds {
  return {
    x: bounds.x,
    y: bounds.y,
    width: Math.max(MIN_SIZE.width, Math.min(bounds.width, area.width)),
    height: Math.max(MIN_SIZE.height, Math.min(bounds.height, area.height)),
  }
}
