/** In the place of a numeric code, of sweeps that another program has trained: nothing here can go on with them. */
export const IMPORTED = 'imported'
