import { notNegative, number, positive, share } from '../options/option.ts'

export const weightDecay = number(notNegative, 'λ, added to the gradient as λ·w (L2), of weights and biases alike', 0)
export const momentumOption = (usual: number) => number(share, 'μ, the share of the velocity that is kept', usual)
export const epsilonOption = (usual: number) => number(positive, 'ε, added to the root that is divided by', usual)
