import { asPtpError, PtpError } from '../../src-preload/contract/index.ts'
import { CALL_HEADER, SESSION_HEADER } from '../emulator/index.ts'
import { CallOrder } from './callOrder.ts'
import type { GymConsole } from './console.ts'
import { refusal, type Answer, type Call } from './http.ts'

/** A client that was not heard of for so long has left its session, ms. */
const ABANDONED = 60_000

/** Who may touch the machine: the client whose session it is; without one, whoever asks. */
export class Sessions {
  readonly #console: GymConsole
  #order = new CallOrder<Answer>()
  #making: Promise<unknown> | null = null

  constructor(console: GymConsole) {
    this.#console = console
  }

  /** Whether the session of this name is open and nothing was played in it. */
  isFresh(id: string): boolean {
    const { holder } = this.#console
    return holder?.kind === 'session' && holder.id === id && !this.#order.begun
  }

  /**
   * Makes way for somebody new. Whose machine has died holds nothing any more.
   * @param id of the session that comes, if it is one
   * @throws PtpError `busy` while the machine is held
   */
  makeWay(takeOver: boolean, id: string | null = null): void {
    const { holder, hasFailed, idle } = this.#console
    const isHeld = holder !== null && !hasFailed && idle < ABANDONED && !(holder.kind === 'session' && holder.id === id)
    if (isHeld && !takeOver) {
      const who = holder.kind === 'session' ? 'another client' : 'a pokemon-gym client'
      throw new PtpError('busy', `${who} plays on this server`, { hint: 'wait until it is done, or take over with takeOver=1' })
    }
    this.#order.end(gone())
    this.#order = new CallOrder()
  }

  /**
   * Answers a call that touches the machine: a session's calls in their order and once, others as they come.
   * @param alters whether the machine is another one afterwards, which nobody but its holder may do
   */
  async serve(call: Call, alters: boolean, play: () => Promise<Answer>): Promise<Answer> {
    const id = call.headers[SESSION_HEADER]
    const { holder } = this.#console
    if (id === undefined) {
      if (alters && holder) throw new PtpError('busy', 'somebody plays on this server, so its machine is not to be touched', { hint: 'wait until it is done, or take over with PUT /rom?takeOver=1' })
      if (!holder) await this.#ensureMachine()
      return play()
    }
    if (holder?.kind !== 'session' || holder.id !== id) throw gone()
    this.#console.touch()
    const { number, arrived } = numbersOf(call)
    // Errors are answers too: a call that comes again must get the same.
    return this.#order.serve(number, arrived, () => play().catch((error: unknown) => refusal(asPtpError(error))))
  }

  /** Ends a session; another one, or none, is left alone. */
  async end(id: string): Promise<void> {
    const { holder } = this.#console
    if (holder?.kind !== 'session' || holder.id !== id) return
    this.#order.end(gone())
    this.#order = new CallOrder()
    await this.#console.release()
  }

  /** After a holder has left there is a game but no machine. */
  async #ensureMachine(): Promise<void> {
    const { cartridge, options, hasMachine } = this.#console
    if (hasMachine) return
    this.#making ??= this.#console.insert(cartridge, options, null).finally(() => {
      this.#making = null
    })
    await this.#making
  }
}

function gone(): PtpError {
  return new PtpError('emulator-gone', 'this session is over: it was ended, taken over, or the server was started again', { hint: 'open another one with PUT /rom?session=…' })
}

/** @throws PtpError `bad-input` */
function numbersOf(call: Call): { number: number; arrived: number } {
  const text = String(call.headers[CALL_HEADER] ?? '')
  const match = /^(\d{1,15})\/(\d{1,15})$/.exec(text)
  const [number, arrived] = [Number(match?.[1] ?? 0), Number(match?.[2] ?? 0)]
  if (number >= 1 && arrived < number) return { number, arrived }
  throw new PtpError('bad-input', `a session numbers its calls in the header ${CALL_HEADER}, "${text.slice(0, 40)}" is no number of one`, { hint: 'write n/m: this is call n, the answers up to m have arrived' })
}
