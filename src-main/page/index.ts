export { contentSecurityPolicy, pageHeaders } from './policy.ts'
export { EventQueue, MAX_MESSAGES, type SendEvent } from './eventQueue.ts'
export { rendererDir, fileOfPage, type PageFile } from './files.ts'
export { statusOfError } from './status.ts'
