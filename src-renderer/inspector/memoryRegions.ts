/** Parts of the address space, as the console's own documents name them. */
export const REGIONS = [
  { id: 'wram', title: 'Work RAM', address: 0xc000, length: 0x2000 },
  { id: 'hram', title: 'I/O + high RAM', address: 0xff00, length: 0x100 },
  { id: 'vram', title: 'Video RAM', address: 0x8000, length: 0x2000 },
  { id: 'oam', title: 'Objects (OAM)', address: 0xfe00, length: 0xa0 },
  { id: 'cart', title: 'Cartridge RAM', address: 0xa000, length: 0x2000 },
  { id: 'rom', title: 'ROM', address: 0x0000, length: 0x8000 },
] as const
export type RegionId = (typeof REGIONS)[number]['id']
export type Region = (typeof REGIONS)[number]

/** @returns the region an address lies in, null for the few that lie in none */
export function regionOf(address: number): Region | null {
  return REGIONS.find((one) => address >= one.address && address < one.address + one.length) ?? null
}
