// Builds the bundled demo game, Pocket Quest, from its sources.
//   node build/game.mjs          write resources/games/pocket-quest/pocket-quest.gb
//   node build/game.mjs --check  build aside and compare with the committed file
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, copyFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const game = join(root, 'resources/games/pocket-quest');
const target = join(game, 'pocket-quest.gb');
const check = process.argv.includes('--check');
const keep = process.argv.includes('--keep');

for (const tool of ['sdcc', 'sdasgb', 'makebin']) {
  if (spawnSync(tool, ['--version']).error?.code === 'ENOENT') {
    console.error('sdcc not found: apt-get install sdcc');
    process.exit(1);
  }
}

const tmp = mkdtempSync(join(tmpdir(), 'pocket-quest-'));
function run(cmd, args) {
  const r = spawnSync(cmd, args, { cwd: tmp, encoding: 'utf8' });
  const text = `${r.stdout ?? ''}${r.stderr ?? ''}`.trim();
  if (text) console.error(text);
  if (r.status !== 0) throw new Error(`${cmd} ${args.at(-1)} failed`);
}

let code = 0;
try {
  // The sources are copied so that nothing in the output depends on where they lie.
  for (const f of readdirSync(join(game, 'src'))) copyFileSync(join(game, 'src', f), join(tmp, f));
  run(process.execPath, [join(game, 'art/gen.mjs'), tmp]);
  run('sdasgb', ['-o', 'crt0.rel', 'crt0.s']);
  const units = readdirSync(tmp).filter((f) => f.endsWith('.c')).sort();
  for (const f of units) run('sdcc', ['-msm83', '--std-c11', '--opt-code-size', '--no-std-crt0', '-c', f]);
  run('sdcc', ['-msm83', '--no-std-crt0', '--code-loc', '0x200', '--data-loc', '0xCC00', '-o', 'game.ihx', 'crt0.rel',
    ...units.map((f) => f.replace(/\.c$/, '.rel'))]);
  run('makebin', ['-Z', '-yn', 'POCKETQUEST', '-yj', 'game.ihx', 'game.gb']);
  const rom = readFileSync(join(tmp, 'game.gb'));
  const map = readFileSync(join(tmp, 'game.map'), 'utf8');
  let used = 0;
  for (const m of map.matchAll(/^(_CODE|_INITIALIZER|_GSINIT|_GSFINAL|_HOME)\s+([0-9A-F]+)\s+([0-9A-F]+)/gm)) {
    used = Math.max(used, parseInt(m[2], 16) + parseInt(m[3], 16));
  }
  if (rom.length !== 32768 || used > 32768) throw new Error(`the game does not fit into 32 KB: ${used} bytes`);
  if (check) {
    const old = statSync(target, { throwIfNoEntry: false }) ? readFileSync(target) : Buffer.alloc(0);
    if (old.equals(rom)) console.log('pocket-quest.gb matches its sources');
    else {
      console.error('pocket-quest.gb differs from what its sources give');
      code = 1;
    }
  } else {
    copyFileSync(join(tmp, 'game.gb'), target);
    console.log(`pocket-quest.gb: ${used} of 32768 bytes used`);
  }
} catch (e) {
  console.error(e.message);
  code = 1;
} finally {
  if (keep) console.log(tmp);
  else rmSync(tmp, { recursive: true, force: true });
}
process.exit(code);
