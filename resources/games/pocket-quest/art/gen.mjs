// Turns the art and the maps into C: node art/gen.mjs OUTDIR
// Writes ids.h, pics.h and gen.c. The same sources always give the same files.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2];
const fail = (m) => { console.error(`gen: ${m}`); process.exit(1); };
const lines = (dir, file) => readFileSync(join(here, dir, file), 'utf8').split(/\r?\n/);

const shade = { '.': 0, ':': 1, o: 2, '#': 3 };
const spriteShade = { _: 0, '.': 1, o: 2, '#': 3 };

/** 16 bytes of one 8 x 8 tile cut out of rows of characters. */
function tile(rows, x0, y0, map, what) {
  const bytes = [];
  for (let y = 0; y < 8; y++) {
    let lo = 0, hi = 0;
    for (let x = 0; x < 8; x++) {
      const v = map[rows[y0 + y]?.[x0 + x]];
      if (v === undefined) fail(`${what}: bad pixel at ${x0 + x},${y0 + y}`);
      lo = (lo << 1) | (v & 1);
      hi = (hi << 1) | (v >> 1);
    }
    bytes.push(lo, hi);
  }
  return bytes;
}

/** 0 ends, 1..127 literal bytes, 128..255 copy (n & 127) + 3 from the given distance back. */
function pack(b) {
  const res = [];
  let lit = [];
  const flush = () => {
    while (lit.length) {
      const part = lit.splice(0, 127);
      res.push(part.length, ...part);
    }
  };
  const best = (i) => {
    let len = 0, back = 0;
    for (let d = 1; d <= 255 && d <= i; d++) {
      let n = 0;
      while (n < 130 && i + n < b.length && b[i + n] === b[i + n - d]) n++;
      if (n > len) [len, back] = [n, d];
    }
    return [len, back];
  };
  for (let i = 0; i < b.length;) {
    const [len, back] = best(i);
    // A literal first is better if a clearly longer copy starts after it.
    if (len >= 3 && !(len < 130 && best(i + 1)[0] > len + 1)) {
      flush();
      res.push(128 | (len - 3), back);
      i += len;
    } else {
      lit.push(b[i]);
      i++;
    }
  }
  flush();
  res.push(0);
  return res;
}

const c = [];
const array = (name, bytes, type = 'const u8') => {
  c.push(`${type} ${name}[] = {`);
  for (let i = 0; i < bytes.length; i += 24) c.push(`  ${bytes.slice(i, i + 24).join(',')},`);
  c.push('};');
};

// ---- map tiles
const quads = {};
const metas = [];
{
  const src = lines('.', 'tiles.txt');
  for (let i = 0; i < src.length; i++) {
    const l = src[i].trim();
    if (!l || l[0] === ';') continue;
    const w = l.split(/\s+/);
    const take = (n) => {
      const rows = src.slice(i + 1, i + 1 + n);
      i += n;
      rows.forEach((r, k) => { if (r.length !== n) fail(`tiles.txt ${w[1]}: row ${k} is ${r.length} wide`); });
      return rows;
    };
    if (w[0] === 'quad') quads[w[1]] = tile(take(8), 0, 0, shade, w[1]);
    else if (w[0] === 'tile') {
      const m = { name: w[1], cls: w[2], set: w[3] };
      if (w[4] === '=') {
        m.tiles = w.slice(5, 9).map((q) => quads[q] ?? fail(`no quad ${q}`));
      } else {
        const rows = take(16);
        m.tiles = [[0, 0], [8, 0], [0, 8], [8, 8]].map(([x, y]) => tile(rows, x, y, shade, w[1]));
      }
      metas.push(m);
    } else fail(`tiles.txt: ${l}`);
  }
}
const classes = { floor: 0, wall: 1, grass: 2, warp: 3, water: 5 };
const sets = { out: [quads.w1, quads.w2], in: [] };
const index = (set, t) => {
  const key = t.join();
  let i = sets[set].findIndex((o) => o.join() === key);
  if (i < 0) i = sets[set].push(t) - 1;
  return i;
};
const metaTiles = metas.flatMap((m) => m.tiles.map((t) => index(m.set, t)));
for (const s of ['out', 'in']) if (sets[s].length > 128) fail(`tile set ${s} has ${sets[s].length} tiles`);
array('meta_tiles', metaTiles);
array('meta_class', metas.map((m) => classes[m.cls] ?? fail(`class ${m.cls}`)));
array('tiles_out', pack(sets.out.flat()));
array('tiles_in', pack(sets.in.flat()));

// The water tiles and the same moved by two pixels.
const roll = (t) => t.map((b) => ((b << 2) | (b >> 6)) & 255);
array('water_frames', [...quads.w1, ...quads.w2, ...roll(quads.w1), ...roll(quads.w2)]);

// ---- sprites: 8 x 16 pairs, left column first
const sprites = [];
{
  const src = lines('.', 'sprites.txt');
  for (let i = 0; i < src.length; i++) {
    if (!src[i].startsWith('sprite ')) continue;
    const rows = src.slice(i + 1, i + 17);
    const name = src[i].slice(7);
    sprites.push({ name, tiles: [[0, 0], [0, 8], [8, 0], [8, 8]].flatMap(([x, y]) => tile(rows, x, y, spriteShade, name)) });
    i += 16;
  }
}
array('sprite_tiles', pack(sprites.flatMap((s) => s.tiles)));

// ---- interface, font, logo, creatures
const plain = (file) => lines('.', file).filter((l) => l && l[0] !== ';');
{
  const rows = plain('ui.txt');
  const t = [];
  for (let y = 0; y < rows.length; y += 8) t.push(...tile(rows, 0, y, shade, 'ui.txt'));
  if (t.length !== 512) fail('ui.txt: 32 tiles are needed');
  array('ui_tiles', pack(t));
}
{
  const rows = plain('font.txt');
  if (rows.length !== 768) fail('font.txt: 96 glyphs are needed');
  array('font_data', rows.map((r) => [...r].reduce((v, ch) => (v << 1) | (ch === '#' ? 1 : 0), 0)));
}
const picture = (file, w, h) => {
  const rows = plain(file);
  const t = [];
  for (let y = 0; y < h; y += 8) for (let x = 0; x < w; x += 8) t.push(...tile(rows, x, y, shade, file));
  return pack(t);
};
array('logo_tiles', picture('logo.txt', 128, 40));
const pics = ['sprig', 'embo', 'dribb', 'flitt', 'nibbit', 'zappet', 'brambo', 'pebblo', 'tidale'];
for (const p of pics) array(`pic_${p}`, picture(`${p}.txt`, 48, 48));

// ---- maps
const legend = {
  out: { '.': 'grass', ',': 'path', '"': 'tall', f: 'flower', '~': 'water', '#': 'tree', o: 'rock', '=': 'fence',
    _: 'plank', S: 'sign', '(': 'roof_l', '-': 'roof_m', ')': 'roof_r', C: 'roof_clinic', G: 'roof_gym',
    '[': 'wall_l', ']': 'wall_r', w: 'wall_m', D: 'door', L: 'ledge' },
  in: { '.': 'floor', g: 'gymfloor', '#': 'wall', N: 'window', B: 'shelf', T: 'table', C: 'counter', H: 'machine',
    P: 'plant', b: 'bed', M: 'mat', S: 'statue', r: 'rug', X: 'void' },
};
const facings = { down: 0, up: 1, left: 2, right: 3 };
const looks = { woman: 0, boy: 1, nurse: 2, man: 3, leader: 4 };
const ball = 255;
const messages = [];
const message = (t) => {
  for (const page of t.split('|')) {
    const ls = page.split('\\n');
    if (ls.length > 2 || ls.some((l) => l.length > 18)) fail(`text does not fit: ${page}`);
  }
  let i = messages.indexOf(t);
  if (i < 0) i = messages.push(t) - 1;
  return i;
};
const mapFiles = readdirSync(join(here, '../maps')).filter((f) => f.endsWith('.txt')).sort();
const maps = [];
for (const f of mapFiles) {
  const src = lines('../maps', f);
  const m = { rows: [], objects: [], warps: [] };
  for (const l of src) {
    if (!l || l[0] === ';') continue;
    const q = /"(.*)"$/.exec(l);
    const w = l.replace(/"[^"]*"$/, '').trim().split(/\s+/);
    const n = w.map(Number);
    if (!m.set) {
      if (w[0] !== 'map') fail(`${f}: starts with map`);
      m.name = w[1];
      m.set = w[2];
    } else if (w[0] === 'warp') m.warps.push([n[1], n[2], n[3], n[4], n[5], facings[w[6]]]);
    else if (w[0] === 'sign') m.objects.push([3, n[1], n[2], 0, ball, 0, 1, message(q[1])]);
    else if (w[0] === 'item') m.objects.push([2, n[1], n[2], 0, ball, n[4], 1, n[3]]);
    else if (w[0] === 'starter') m.objects.push([4, n[1], n[2], 0, ball, 0, 1, n[3]]);
    else if (w[0] === 'trainer') m.objects.push([5, n[1], n[2], facings[w[3]], looks[w[4]], n[6], 1, n[5]]);
    else if (w[0] === 'person') m.objects.push([1, n[1], n[2], facings[w[3]], looks[w[4]], q ? 0 : n[5], 1, q ? message(q[1]) : 0]);
    else m.rows.push(l);
  }
  m.w = m.rows[0].length;
  m.h = m.rows.length;
  const cells = [];
  m.rows.forEach((r, y) => {
    if (r.length !== m.w) fail(`${f}: row ${y} is ${r.length} wide, not ${m.w}`);
    for (let x = 0; x < 32; x++) {
      const name = x < m.w ? legend[m.set][r[x]] ?? fail(`${f}: ${r[x]} at ${x},${y}`) : 'void';
      cells.push(metas.findIndex((t) => t.name === name));
    }
  });
  for (const o of [...m.objects, ...m.warps]) if (o.some((v) => v === undefined || Number.isNaN(v))) fail(`${f}: ${o}`);
  const i = maps.push(m) - 1;
  array(`map_cells_${i}`, pack(cells));
  c.push(`const struct object map_objects_${i}[] = { ${m.objects.map((o) => `{${o}}`).join(', ')} };`);
  c.push(`const struct warp map_warps_${i}[] = { ${m.warps.map((o) => `{${o}}`).join(', ')} };`);
}
c.push(`const struct map map_data[] = {\n${maps.map((m, i) =>
  `  { ${m.w}, ${m.h}, map_cells_${i}, ${m.objects.length}, ${m.warps.length}, map_objects_${i}, map_warps_${i}, ${m.set === 'out' ? 0 : 1} },`).join('\n')}\n};`);
c.push(`const char *const messages[] = {\n${messages.map((t) => `  "${t}",`).join('\n')}\n};`);

writeFileSync(join(out, 'gen.c'), `#include "game.h"\n${c.join('\n')}\n`);
writeFileSync(join(out, 'pics.h'), pics.map((p) => `extern const u8 pic_${p}[];\n`).join(''));
writeFileSync(join(out, 'ids.h'), [
  '#define TILE_WATER 0',
  `#define TILE_BALL ${sprites.findIndex((s) => s.name === 'ball') * 4}`,
  `#define SPR_BALL ${ball}`,
  ''].join('\n'));
if (process.argv.includes('--tables')) {
  console.log(metas.map((m, i) => `${i} ${m.name} ${m.cls} (${m.set})`).join('\n'));
  console.log(sets.out.length, sets.in.length, sprites.length);
}
