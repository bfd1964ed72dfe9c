export { announce, announcedEngines, type Announcement } from './announce.ts'
export { startDashboard, type Dashboard, type DashboardOptions } from './dashboard.ts'
export { shareEngine, shareRun, type Shared } from './share.ts'
export type { Engine } from './client.ts'
