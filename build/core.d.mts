export const CORE_WASM: string
export function buildCore(options?: { flat?: boolean; out?: string; text?: string }): Promise<void>
