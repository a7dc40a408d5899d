/**
 * The constants of the float32 exp, log and tanh, each written out as the exact value of a float32.
 *
 * TypeScript and AssemblyScript both compile this file, so that all adapters evaluate one polynomial.
 *
 * Source: Cephes single precision (expf.c, logf.c, tanhf.c), S. Moshier, https://www.netlib.org/cephes/.
 */

/** Below EXP_MIN e^x rounds to 0, above EXP_MAX to Infinity. */
export const EXP_MIN = -104
export const EXP_MAX = 89
export const LOG2_E = 1.4426950216293335
/** ln 2 = LN2_HIGH + LN2_LOW; LN2_HIGH has few bits, so that n·LN2_HIGH is exact. */
export const LN2_HIGH = 0.693359375
export const LN2_LOW = -0.00021219444170128554
/** e^r = 1 + r + r²·(((((EXP_5·r + EXP_4)·r + EXP_3)·r + EXP_2)·r + EXP_1)·r + EXP_0), |r| ≤ ln(2)/2 */
export const EXP_5 = 0.00019875691214110702
export const EXP_4 = 0.001398199936375022
export const EXP_3 = 0.008333452045917511
export const EXP_2 = 0.04166579619050026
export const EXP_1 = 0.1666666567325592
export const EXP_0 = 0.5

export const SQRT_HALF = 0.7071067690849304
/** ln(1 + r) = r − r²/2 + r³·(((LOG_8·r + LOG_7)·r + …)·r + LOG_0), √½ − 1 ≤ r < √2 − 1 */
export const LOG_8 = 0.07037683576345444
export const LOG_7 = -0.11514610052108765
export const LOG_6 = 0.11676998436450958
export const LOG_5 = -0.12420140951871872
export const LOG_4 = 0.14249323308467865
export const LOG_3 = -0.16668057441711426
export const LOG_2 = 0.2000071406364441
export const LOG_1 = -0.24999994039535522
export const LOG_0 = 0.3333333134651184

/** Below TANH_SMALL, with z = r²:  tanh r = r + r·z·((((TANH_4·z + TANH_3)·z + TANH_2)·z + TANH_1)·z + TANH_0) */
export const TANH_SMALL = 0.625
export const TANH_4 = -0.0057049887254834175
export const TANH_3 = 0.0206390880048275
export const TANH_2 = -0.05373971536755562
export const TANH_1 = 0.13331441581249237
export const TANH_0 = -0.3333328068256378
