import { LINEAR_AHEAD, type ModelInput, RECENT_WIDTH } from '../features/features.ts'
import { LINEAR_WIDTH, type LinearPath } from '../features/linear-path.ts'

/** Ridge regression's strength, for features that are shares of the scale. */
const RIDGE = 1e-4

/** Gathers windows for a ridge regression of each step ahead, which solves in closed form. */
export class LinearFit {
  readonly #steps: number
  /** Of each step: the upper triangle of XᵀX by rows, and Xᵀy. */
  readonly #squares: Float64Array[]
  readonly #products: Float64Array[]
  readonly #counts: Uint32Array
  readonly #row = new Float64Array(LINEAR_WIDTH)

  constructor(steps: number) {
    this.#steps = steps
    this.#squares = Array.from({ length: steps }, () => new Float64Array(LINEAR_WIDTH * LINEAR_WIDTH))
    this.#products = Array.from({ length: steps }, () => new Float64Array(LINEAR_WIDTH))
    this.#counts = new Uint32Array(steps)
  }

  /** Adds a window. @param actual The measured load of each step as a share of the scale; NaN where it isn't known. */
  add({ ahead, recent }: Pick<ModelInput, 'ahead' | 'recent'>, aheadWidth: number, actual: ArrayLike<number>): void {
    const row = this.#row
    row.set(recent)
    row[LINEAR_WIDTH - 1] = 1
    for (let step = 0; step < this.#steps; step++) {
      const target = actual[step] ?? Number.NaN
      if (Number.isNaN(target)) continue
      const from = step * aheadWidth
      for (let i = 0; i < LINEAR_AHEAD; i++) row[RECENT_WIDTH + i] = ahead[from + i] as number
      addProducts(this.#squares[step] as Float64Array, this.#products[step] as Float64Array, row, target)
      this.#counts[step] = (this.#counts[step] as number) + 1
    }
  }

  /** The path of least squares. A step without any window is forecast as 0. */
  solve(): LinearPath {
    return this.#squares.map((squares, step) =>
      solveRidge(squares, this.#products[step] as Float64Array, RIDGE * Math.max(1, this.#counts[step] as number)),
    )
  }
}

function addProducts(squares: Float64Array, products: Float64Array, row: Float64Array, target: number): void {
  const n = row.length
  for (let i = 0; i < n; i++) {
    const value = row[i] as number
    if (value === 0) continue
    products[i] = (products[i] as number) + value * target
    for (let j = i; j < n; j++) squares[i * n + j] = (squares[i * n + j] as number) + value * (row[j] as number)
  }
}

/** Solves (S + λI) w = p by Cholesky's factorisation. @param squares Upper triangle of S by rows, [n][n]. */
function solveRidge(squares: Float64Array, products: Float64Array, lambda: number): Float64Array {
  const n = products.length
  const factor = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = (squares[j * n + i] as number) + (i === j ? lambda : 0)
      for (let k = 0; k < j; k++) sum -= (factor[i * n + k] as number) * (factor[j * n + k] as number)
      factor[i * n + j] = i === j ? Math.sqrt(sum) : sum / (factor[j * n + j] as number)
    }
  }
  const weights = Float64Array.from(products)
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++)
      weights[i] = (weights[i] as number) - (factor[i * n + k] as number) * (weights[k] as number)
    weights[i] = (weights[i] as number) / (factor[i * n + i] as number)
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++)
      weights[i] = (weights[i] as number) - (factor[k * n + i] as number) * (weights[k] as number)
    weights[i] = (weights[i] as number) / (factor[i * n + i] as number)
  }
  return weights
}
