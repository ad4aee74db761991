import type { SheddableLoad } from './sheddable-load.ts'

/** Loads of the simulated plant that are used while none are entered, so that its alerts can name what to shed. */
export const SAMPLE_LOADS: readonly SheddableLoad[] = [
  {
    id: 'chargers',
    name: 'Chargers',
    kw: 30,
    longestMinutes: 120,
    timesPerDay: 4,
    costPerUse: 0,
    noticeMinutes: 2,
  },
  {
    id: 'chiller-2',
    name: 'Chiller 2',
    kw: 45,
    longestMinutes: 60,
    timesPerDay: 2,
    costPerUse: 8,
    noticeMinutes: 5,
  },
  {
    id: 'compressor-3',
    name: 'Compressor 3',
    kw: 40,
    longestMinutes: 30,
    timesPerDay: 3,
    costPerUse: 15,
    noticeMinutes: 2,
  },
  {
    id: 'holding-furnace',
    name: 'Holding furnace',
    kw: 120,
    longestMinutes: 30,
    timesPerDay: 1,
    costPerUse: 90,
    noticeMinutes: 10,
  },
]
