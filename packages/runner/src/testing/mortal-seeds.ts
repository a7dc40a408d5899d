/** Seeds at which `mortalThread` does not train. */
export const DIES = 666
export const THROWS_NULL = 667
export const TELLS_TASKS = 668
export const TELLS_MEMORY = 669
export const HANGS = 670
export const POSTS_NONSENSE = 671
