import { createStore } from 'zustand/vanilla'

export const THEMES = ['system', 'dark', 'light'] as const
export type Theme = (typeof THEMES)[number]

const STORAGE_KEY = 'ecopulse.theme'

/** The operator's choice, kept in this browser. */
export const themeStore = createStore<{ readonly theme: Theme }>(() => ({ theme: readTheme() }))

function readTheme(): Theme {
  const text = localStorage.getItem(STORAGE_KEY)
  return THEMES.find((theme) => theme === text) ?? 'system'
}

export function chooseTheme(theme: Theme): void {
  localStorage.setItem(STORAGE_KEY, theme)
  themeStore.setState({ theme })
  applyTheme()
}

/** Puts the choice on the page; `system` leaves it to `prefers-color-scheme`. */
export function applyTheme(): void {
  const { theme } = themeStore.getState()
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}
