export { startDashboard, type Dashboard, type DashboardOptions } from './dashboard.ts'
export type { Engine } from './client.ts'
