import type { Horizon } from '../../../domain/forecast/forecast.ts'
import type { NetworkPlan } from '../network/network.ts'
import type { FitOptions } from './fit.ts'

/** How a model of a horizon is built and fitted. */
export interface TrainingPlan {
  readonly network: NetworkPlan
  readonly fit: Omit<FitOptions, 'seed' | 'withoutTemperature'>
}

/** What did best in the ablation: docs/evidence/forecasting.md. */
export const TRAINING_PLANS: Readonly<Record<Horizon, TrainingPlan>> = {
  nextHour: {
    network: { lstmUnits: 24, headUnits: 64, bendUnits: 32, members: 3, dropout: 0, lstm: true },
    fit: { epochs: 14, batchSize: 64, windowsPerEpoch: 12_000, stepsPerWindow: 4, learningRate: 3e-3, patience: 6 },
  },
  nextDay: {
    network: { lstmUnits: 8, headUnits: 64, bendUnits: 32, members: 3, dropout: 0.3, lstm: true },
    fit: { epochs: 12, batchSize: 64, windowsPerEpoch: 6_000, stepsPerWindow: 24, learningRate: 2e-3, patience: 4 },
  },
}
