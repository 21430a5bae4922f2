/*
 * worker.mjs PEER SAMPLES FONTS: a peer that stays, warm, and does as it is told by lines:
 *
 *   time FORMAT KIND COUNT    draws all posters COUNT times; answers with the milliseconds a poster of each time
 *   save FORMAT KIND PREFIX   writes them to PREFIX0.jpg and so on, the number being the base image's; answers "saved"
 *
 * FORMAT is jpeg or png. KIND is fresh, where the base image is decoded for each poster, or kept, where it was before.
 * It starts by saying "ready" and its version. A time is from the response's and the base images' bytes in memory to
 * the bytes of the files.
 */
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { readBases, readPosters } from './posters.mjs';

const [peer, samples, fonts] = process.argv.slice(2);
const json = fs.readFileSync(path.join(samples, 'dashscope-succeeded.json'), 'utf8');
const bases = readBases(json).map((file) => fs.readFileSync(path.join(samples, file)));

async function openPeer() {
  try {
    const { open } = await import(`./${peer}.mjs`);
    return await open({ fonts, bases, width: 768, height: 1152 });
  } catch (error) {
    console.error(error.message.split('\n')[0]);
    return process.exit(1);
  }
}
const { version, draw, close } = await openPeer();

async function drawAll(format, kind) {
  const drawn = [];
  for (const poster of readPosters(json)) drawn.push([poster.base, await draw(poster, format, kind)]);
  return drawn;
}

console.log(`ready ${version}`);
for await (const line of readline.createInterface({ input: process.stdin })) {
  const [, verb, format, kind, argument] = line.match(/^(\S+) (\S+) (\S+) (.*)$/);
  if (verb === 'save') {
    for (const [base, bytes] of await drawAll(format, kind)) {
      fs.writeFileSync(`${argument}${base}.${format === 'jpeg' ? 'jpg' : 'png'}`, bytes);
    }
    console.log('saved');
    continue;
  }
  const times = [];
  for (let i = 0; i < Number(argument); i++) {
    const start = performance.now();
    const { length } = await drawAll(format, kind);
    times.push((performance.now() - start) / length);
  }
  console.log(times.map((time) => time.toFixed(4)).join(' '));
}
await close?.();
