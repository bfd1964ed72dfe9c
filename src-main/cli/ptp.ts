import { VERSION } from '../version.ts'

// The version is asked for by scripts and prompts; it must not wait for the engine to load.
if (process.argv.length === 3 && (process.argv[2] === '--version' || process.argv[2] === '-V')) {
  process.stdout.write(`${VERSION}\n`)
} else {
  const { main } = await import('./program.ts')
  await main(process.argv)
}
