/** Version of the protocol between client and server; the server tells it in `/health`. */
export const PROTOCOL_VERSION = 1
/** Most steps of one batch. */
export const MAX_STEPS = 10_000
/** Most ranges that are observed or watched in one batch. */
export const MAX_RANGES = 4096
/** Most frames one step may take. */
export const MAX_STEP_FRAMES = 3600
/** Slots a server gives: as many as its memory is made for. */
export const MAX_SLOTS = 1024
/** Most bytes of a request that is no ROM. */
export const MAX_REQUEST_BYTES = 8 * 1024 * 1024
/** Most bytes of a ROM. */
export const MAX_ROM_BYTES = 8 * 1024 * 1024
/** Most bytes of an answer: a batch that could have more is not begun. */
export const MAX_ANSWER_BYTES = 48 * 1024 * 1024
/** Most bytes of one state, of whichever core. */
export const MAX_STATE_BYTES = 1024 * 1024
/** Bytes of a picture: 160×144 RGB. */
export const PICTURE_BYTES = 160 * 144 * 3
/** Bytes a state has by and large, for what a batch may come to. */
export const USUAL_STATE_BYTES = 160 * 1024
/** Calls of one client that may be under way at a time. */
export const WINDOW = 4

export const BATCH_TYPE = 'application/x-ptp-batch'
export const RESULTS_TYPE = 'application/x-ptp-results'
/** Says who calls; the value is what the client gave at `PUT /rom?session=…`. */
export const SESSION_HEADER = 'x-ptp-session'
/** `n/m`: this is call n of the session, and the answers up to m have arrived. */
export const CALL_HEADER = 'x-ptp-call'
