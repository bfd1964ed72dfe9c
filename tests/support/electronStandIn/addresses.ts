/**
 * Chromium alone knows no scheme of ours, so `ptp://host/` is shown to it as an https host that
 * does not exist and whose requests are answered by the app.
 */
const WEB = /https:\/\/([a-z]+)\.ptp\.invalid/g

export const toWeb = (text: string): string => text.replace(/ptp:\/\/([a-z]+)/g, 'https://$1.ptp.invalid')
export const fromWeb = (text: string): string => text.replace(WEB, 'ptp://$1')
export const isWeb = (url: string): boolean => /^https:\/\/[a-z]+\.ptp\.invalid\//.test(url)
