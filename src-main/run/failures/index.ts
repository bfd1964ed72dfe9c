/** What is done when something a run stands on fails: the disk, its database, memory, the process itself. */
export { backupDatabase, integrityProblems, readProblem, recoverDatabase, type DatabaseRecovery } from './database.ts'
export { freeBytes, recoverDisk, type DiskRecovery, type DiskWish, type PictureRows } from './diskSpace.ts'
export { emergencyShutdown, type EmergencyReport } from './emergency.ts'
export { RunGuard, type GuardOptions } from './guard.ts'
export { memoryAction, trimMemory, type MemoryAction } from './memory.ts'
