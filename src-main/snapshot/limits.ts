/** Nothing larger is written, and a file that claims more is refused before it is unpacked. Bytes. */
export const MAX_STATE_BYTES = 16 * 1024 * 1024
export const MAX_HEADER_BYTES = 1024 * 1024
export const MAX_CONTENT_BYTES = MAX_STATE_BYTES + MAX_HEADER_BYTES
/** Data that does not compress is stored as it is; the rest is the frame's own bytes. */
export const MAX_FILE_BYTES = MAX_CONTENT_BYTES + 4096
