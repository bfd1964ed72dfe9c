/** Speeds one can choose; 0 = as fast as possible. */
export const SPEEDS: readonly number[] = [0.5, 1, 2, 4, 0]
