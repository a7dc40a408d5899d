/** The environment of processes that are to load `preload.ts` first. */
export const preload = { NODE_OPTIONS: `--import=${new URL('./preload.ts', import.meta.url)}` }
