// Records what pixelmatch finds in the pairs of pairs.mjs, for tests/unit/test_compare.c. By hand, in a folder that
// has it (`npm install pixelmatch@7`): node record.mjs FOLDER > recorded.txt
//
// `pair` INDEX WIDTH HEIGHT and hashes: of the two pictures, and of pixelmatch's at threshold 0.1 without and with
// includeAA. Then `at` THRESHOLD MISMATCHED ANTIALIASED MISMATCHED-WITH-includeAA lines. Where the last digits of a
// threshold are odd, the count changes between it and the next: the arithmetic has to be the same to the last bit.

import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { count, hash, makePair } from './pairs.mjs';

const folder = resolve(process.argv[2] ?? '.');
const entry = createRequire(join(folder, 'x.js')).resolve('pixelmatch');
const { default: pixelmatch } = await import(pathToFileURL(entry));
const { version } = JSON.parse(readFileSync(join(dirname(entry), 'package.json')));

const thresholds = [0, 0.02, 0.05, 0.1, 0.25, 0.6];

function measure({ a, b, width, height }, threshold, includeAA) {
  const output = new Uint8Array(width * height * 4);
  const mismatched = pixelmatch(a, b, output, width, height, { threshold, includeAA });
  let antialiased = 0;
  for (let i = 0; i < output.length; i += 4) {
    antialiased += output[i] === 255 && output[i + 1] === 255 && output[i + 2] === 0;
  }
  return { mismatched, antialiased, output };
}

// The number that follows a positive one.
function after(number) {
  const view = new BigInt64Array(new Float64Array([number]).buffer);
  view[0]++;
  return new Float64Array(view.buffer)[0];
}

// Two neighbouring thresholds about `start` to `end` between which the count changes, or none.
function edge(pair, start, end) {
  const all = (threshold) => measure(pair, threshold, true).mismatched;
  const before = all(start);
  if (before === all(end)) return [];
  while (after(start) < end) {
    const middle = start + (end - start) / 2;
    if (all(middle) === before) start = middle;
    else end = middle;
  }
  return [start, end];
}

function report(pair, threshold) {
  const plain = measure(pair, threshold, false);
  const all = measure(pair, threshold, true);
  console.log(`at ${threshold} ${plain.mismatched} ${plain.antialiased} ${all.mismatched}`);
}

console.log(`# pixelmatch ${version}`);
for (let index = 0; index < count; index++) {
  const { a, b } = makePair(index);
  const pair = { a: a.bytes(), b: b.bytes(), width: a.width, height: a.height };
  const hashes = [pair.a, pair.b, measure(pair, 0.1, false).output, measure(pair, 0.1, true).output].map(hash);
  console.log(`pair ${index} ${pair.width} ${pair.height} ${hashes.join(' ')}`);
  for (const threshold of thresholds) report(pair, threshold);
  const translucent = pair.a.some((byte, i) => i % 4 === 3 && byte < 255);
  for (let i = 0; i < (translucent ? 6 : 1); i++) {
    for (const threshold of edge(pair, 0.03 + i / 20, 0.04 + i / 20 + (index % 50) / 100)) report(pair, threshold);
  }
}
