export { startGymServer, type GymServer, type GymServerOptions } from './server.ts'
export { serveGym } from './serve.ts'
export { flagsOf, readGymSettings, type GymSettings } from './settings.ts'
