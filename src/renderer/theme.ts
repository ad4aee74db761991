import { createStore } from 'zustand/vanilla'

export const THEMES = ['system', 'dark', 'light'] as const
export type Theme = (typeof THEMES)[number]

const KEY = 'ecopulse.theme'

/** The operator's choice, kept in this browser. */
export const themeStore = createStore<{ readonly theme: Theme }>(() => ({ theme: kept() }))

function kept(): Theme {
  const text = localStorage.getItem(KEY)
  return THEMES.find((theme) => theme === text) ?? 'system'
}

export function chooseTheme(theme: Theme): void {
  localStorage.setItem(KEY, theme)
  themeStore.setState({ theme })
  showTheme()
}

/** Puts the choice on the page; `system` leaves it to `prefers-color-scheme`. */
export function showTheme(): void {
  const { theme } = themeStore.getState()
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}
