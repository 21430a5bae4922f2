/*
 * peers.mjs [--markdown] --program PLACARD --source ROOT --out DIR [--python PYTHON] [--rounds N]: what Placard's peers
 * take for the three posters of the recorded response, and how far their pictures are from Placard's.
 *
 * Every peer is a process that stays and is warm. They are visited in turn, and Placard before each of them: a ratio is
 * that of one visit to the one before it, so that whatever else the machine does meets both, and the median over the
 * rounds. Threads are as many as a peer takes by itself; Placard has one. The pictures go into DIR.
 */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { parseArgs } from 'node:util';
import jpegJs from 'jpeg-js';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';
import { readBases } from './posters.mjs';

const { values: options } = parseArgs({
  options: {
    markdown: { type: 'boolean' }, program: { type: 'string' }, source: { type: 'string' }, out: { type: 'string' },
    python: { type: 'string' }, rounds: { type: 'string', default: '7' },
  },
});
const samples = path.join(options.source, 'samples');
const fonts = path.join(options.source, 'fonts');
const rounds = Number(options.rounds);
const here = path.dirname(new URL(import.meta.url).pathname);

const VISIT = 250; // milliseconds, about; the first drawing of a visit is not counted
const WARM_UP = 1500;
const FORMATS = ['jpeg', 'png'];
const ENDINGS = { jpeg: 'jpg', png: 'png' };

const script = (name) => ['node', path.join(here, 'worker.mjs'), name];
// `kept` is for those who can decode a base image once and draw on it many times.
const PEERS = [
  { name: 'Placard', command: [options.program], kinds: ['fresh'] },
  { name: '@napi-rs/canvas', command: script('canvas'), kinds: ['fresh', 'kept'] },
  { name: 'sharp', command: script('sharp'), kinds: ['fresh', 'kept'] },
  { name: 'Takumi', command: script('takumi'), kinds: ['fresh', 'kept'] },
  { name: 'satori, resvg-js', command: script('satori'), kinds: ['fresh'] },
  {
    name: 'Pillow',
    command: options.python && [options.python, path.join(here, 'pillow.py')],
    without: 'no python3 with Pillow',
    kinds: ['fresh', 'kept'],
  },
  {
    name: 'Chromium',
    command: process.env.CHROMIUM && script('chromium'),
    without: 'no chromium',
    kinds: ['fresh'],
  },
];

const mean = (values) => values.reduce((a, b) => a + b) / values.length;

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

// ---- the processes ----

// Fails with the last line of its complaint.
async function start(peer) {
  if (!peer.command) throw new Error(peer.without);
  const child = spawn(peer.command[0], [...peer.command.slice(1), samples, fonts], { stdio: ['pipe', 'pipe', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', (text) => { complaint += text; });
  child.stdin.on('error', () => {});
  child.on('error', (error) => { complaint += error.message; });
  const ended = new Promise((resolve) => { child.on('close', resolve); });
  const lines = readline.createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  peer.next = async () => {
    const { value, done } = await lines.next();
    if (!done) return value;
    await ended;
    throw new Error(complaint.trim().split('\n').at(-1) || 'it ended');
  };
  peer.ask = (request) => {
    child.stdin.write(`${request}\n`);
    return peer.next();
  };
  peer.end = () => {
    child.stdin.end();
    return ended;
  };
  peer.version = (await peer.next()).replace(/^ready /, '');
}

async function time({ peer, kind, format }, count) {
  const times = (await peer.ask(`time ${format} ${kind} ${count + 1}`)).split(' ').map(Number);
  return times.slice(1);
}

// ---- the pictures ----

const prefixOf = ({ peer, kind }) => path.join(options.out, `${peer.name.match(/\w+/g).join('-')}-${kind}-`);
const readDrawn = (cell) => bases.map((_, i) => fs.readFileSync(`${prefixOf(cell)}${i}.${ENDINGS[cell.format]}`));
const decode = (bytes) => (bytes[0] === 0xff ? jpegJs.decode(bytes) : PNG.sync.read(bytes));

// Percent of the pixels, antialiased ones counted.
function mismatch(a, b) {
  const [one, other] = [decode(a), decode(b)];
  if (one.width !== other.width || one.height !== other.height) return 100;
  const count = pixelmatch(one.data, other.data, null, one.width, one.height, { threshold: 0.1, includeAA: true });
  return (100 * count) / (one.width * one.height);
}

// A JPEG's chroma, as "2x2 1x1 1x1", and its quantisation tables, which tell its quality.
function settings(jpeg) {
  const factors = [];
  const tables = [];
  for (let at = 2; jpeg[at] === 0xff && jpeg[at + 1] !== 0xda; at += 2 + jpeg.readUInt16BE(at + 2)) {
    const [marker, length] = [jpeg[at + 1], jpeg.readUInt16BE(at + 2)];
    if (marker === 0xdb) tables.push(jpeg.toString('hex', at + 4, at + 2 + length));
    if (marker < 0xc0 || marker > 0xc2) continue;
    for (let i = at + 11; i < at + 2 + length; i += 3) factors.push(`${jpeg[i] >> 4}x${jpeg[i] & 15}`);
  }
  return { chroma: factors.join(' '), tables: tables.join('') };
}

async function picture(cell) {
  await cell.peer.ask(`save ${cell.format} ${cell.kind} ${prefixOf(cell)}`);
  const files = readDrawn(cell);
  const expected = readDrawn({ ...cell, peer: PEERS[0], kind: 'fresh' });
  cell.mismatch = mean(files.map((file, i) => mismatch(expected[i], file)));
  cell.size = mean(files.map((file) => file.length)) / 1024;
  if (cell.format !== 'jpeg') return;
  const [theirs, ours] = [settings(files[0]), settings(expected[0])];
  cell.otherChroma = theirs.chroma !== ours.chroma;
  cell.otherQuality = theirs.tables !== ours.tables;
}

// ---- measuring ----

async function warmUp(cell) {
  const times = [];
  for (const start = performance.now(); performance.now() - start < WARM_UP;) times.push(...await time(cell, 1));
  cell.count = Math.min(20, Math.max(2, Math.round(VISIT / (Math.min(...times) * bases.length))));
  Object.assign(cell, { times: [], ratios: [] });
}

// Placard's own cell of the same kind, if it has one.
const against = (cell, cells) => {
  const own = cells.filter(({ peer, format }) => peer === PEERS[0] && format === cell.format);
  return own.find(({ kind }) => kind === cell.kind) ?? own[0];
};

async function measure(cells) {
  for (let round = 0; round < rounds; round++) {
    for (const cell of cells.filter(({ peer }) => peer !== PEERS[0])) {
      const own = against(cell, cells);
      const ours = await time(own, own.count);
      const theirs = await time(cell, cell.count);
      own.times.push(...ours);
      cell.times.push(...theirs);
      cell.ratios.push(median(theirs) / median(ours));
    }
  }
}

// ---- the table ----

const headsOf = (format) => [`${format.toUpperCase()}, ms`, 'least', '× Placard', 'mismatch', 'KiB'];
const HEADS = ['', ...FORMATS.flatMap(headsOf)];

function figures({ peer, times, ratios, mismatch: share, size }) {
  return [median(times).toFixed(1), Math.min(...times).toFixed(1), peer === PEERS[0] ? '1' : median(ratios).toFixed(1),
    `${share.toFixed(2)} %`, size.toFixed(0)];
}

function rowsOf(cells) {
  const rows = [];
  for (const kind of ['fresh', 'kept']) {
    const some = cells.filter((cell) => cell.kind === kind && cell.times.length);
    const first = some.filter(({ format }) => format === FORMATS[0]);
    for (const { peer } of first.sort((a, b) => median(a.times) - median(b.times))) {
      const name = kind === 'kept' ? `${peer.name}, base decoded before` : peer.name;
      rows.push([name, ...some.filter((cell) => cell.peer === peer).flatMap(figures)]);
    }
  }
  return rows;
}

function print(rows) {
  if (options.markdown) {
    const line = (words) => console.log(`| ${words.join(' | ')} |`);
    line(HEADS);
    line(HEADS.map((_, i) => (i ? '---:' : '---')));
    rows.forEach(line);
    return;
  }
  const widths = HEADS.map((_, i) => Math.max(...[HEADS, ...rows].map((row) => row[i].length)));
  for (const row of [HEADS, ...rows]) {
    console.log(row.map((word, i) => (i ? word.padStart(widths[i]) : word.padEnd(widths[i]))).join('  ').trimEnd());
  }
}

function printNotes(cells, peers, empty) {
  const namesOf = (field) => peers.filter((peer) => cells.some((cell) => cell.peer === peer && cell[field]))
    .map(({ name }) => name).join(', ');
  console.log('\nMilliseconds a poster, from JPEG in memory to a file in memory; medians over'
    + ` ${rounds} rounds, ratios within a round. JPEG of quality 90, 4:2:0.`);
  console.log('Mismatch is with what Placard drew, by pixelmatch at 0.1;'
    + ` the base images with nothing drawn on them: ${empty.toFixed(1)} %.`);
  if (!PEERS[0].kinds.includes('kept')) console.log('In every row Placard decodes the base image for each poster.');
  if (namesOf('otherChroma')) console.log(`Not 4:2:0, for which there is no setting: ${namesOf('otherChroma')}.`);
  if (namesOf('otherQuality')) console.log(`Not quantised as libjpeg does at quality 90: ${namesOf('otherQuality')}.`);
  console.log(`Compared: ${peers.map(({ version }) => version).join(', ')}; node ${process.versions.node};`
    + ` ${os.cpus().length} processors, ${os.cpus()[0].model}.`);
}

const files = readBases(fs.readFileSync(path.join(samples, 'dashscope-succeeded.json'), 'utf8'));
const bases = files.map((file) => fs.readFileSync(path.join(samples, file)));
const peers = [];
let cells = [];
for (const peer of PEERS) {
  try {
    await start(peer);
    const own = peer.kinds.flatMap((kind) => FORMATS.map((format) => ({ peer, kind, format })));
    for (const cell of own) await picture(cell);
    for (const cell of own) await warmUp(cell);
    peers.push(peer);
    cells.push(...own);
  } catch (error) {
    if (peer === PEERS[0]) throw error;
    console.log(`${peer.name} is left out: ${error.message}`);
  }
}
const drawn = readDrawn({ peer: PEERS[0], kind: 'fresh', format: 'jpeg' });
const empty = mean(drawn.map((bytes, i) => mismatch(bytes, bases[i])));
await measure(cells);
print(rowsOf(cells));
printNotes(cells, peers, empty);
await Promise.all(peers.map((peer) => peer.end()));
