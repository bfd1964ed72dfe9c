import { contextBridge } from 'electron'

contextBridge.exposeInMainWorld('ptp', {})
