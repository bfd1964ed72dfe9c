/**
 * The contract as the renderer sees it: all types, and those helpers that need no schema, so that
 * the schema library stays out of the page.
 */
export type * from '../../src-preload/contract/index.ts'
export * from '../../src-preload/contract/buttons.ts'
export * from '../../src-preload/contract/errors.ts'
export * from '../../src-preload/contract/files.ts'
export * from '../../src-preload/contract/pictures.ts'
export * from '../../src-preload/contract/slowOnes.ts'
export * from '../../src-preload/contract/tick.ts'
