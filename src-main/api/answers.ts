import type { z } from 'zod'
import type { callSchemas, CallName, OutputOf } from '../../src-preload/contract/index.ts'

/** What a call is given once its input was parsed: with all defaults filled in. */
export type ParsedInput<N extends CallName> = z.output<(typeof callSchemas)[N]['input']>

/** A function for every call of the contract. */
export type Answers = { [N in CallName]: (input: ParsedInput<N>) => Promise<OutputOf<N>> }

/** Some of them: what one file answers. */
export type AnswersTo<N extends CallName> = Pick<Answers, N>
