/** Version of the workbench; the build replaces it by the one of package.json. */
declare const __PTP_VERSION__: string | undefined

export const VERSION: string = typeof __PTP_VERSION__ === 'string' ? __PTP_VERSION__ : '0.0.0-source'
