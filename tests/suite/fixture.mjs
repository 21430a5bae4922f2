/*
 * Reports to test the page with. The pictures are those of docs/layers and of a poster of tests/reference; some of them
 * are changed here as a defect would change them. As a program:
 *
 *   fixture.mjs REPORT-H SOURCE-ROOT FOLDER    writes FOLDER/index.html and FOLDER/data
 */
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import zlib from 'node:zlib';

// The three arrays of report.h.
export function readPage(header) {
  const text = fs.readFileSync(header, 'latin1');
  return ['start', 'middle', 'end'].map((name) => {
    const found = text.match(new RegExp(`pl_page_${name}\\[\\] = \\{([\\d,\\s]*)\\}`));
    if (!found) throw new Error(`${header} has no pl_page_${name}`);
    return Buffer.from(
      found[1]
        .split(',')
        .filter((part) => part.trim())
        .map(Number),
    );
  });
}

// ---- Pictures: {width, height, pixels}, pixels in RGBA ----------------------------------------------------------

// PNG of 8 bits a channel, RGB or RGBA, not interlaced: what the repository has.
export function decode(file) {
  const bytes = fs.readFileSync(file);
  const parts = [];
  let head;
  for (let at = 8; at < bytes.length;) {
    const size = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    const body = bytes.subarray(at + 8, at + 8 + size);
    if (type === 'IHDR') head = body;
    if (type === 'IDAT') parts.push(body);
    at += size + 12;
  }
  const [width, height, channels] = [head.readUInt32BE(0), head.readUInt32BE(4), { 2: 3, 6: 4 }[head[9]]];
  if (head[8] !== 8 || !channels || head[12] !== 0) throw new Error(`${file}: not a PNG that is read here`);
  const raw = zlib.inflateSync(Buffer.concat(parts));
  const stride = width * channels;
  const rows = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (stride + 1)];
    for (let i = 0; i < stride; i++) {
      const a = i >= channels ? rows[y * stride + i - channels] : 0;
      const b = y > 0 ? rows[(y - 1) * stride + i] : 0;
      const c = i >= channels && y > 0 ? rows[(y - 1) * stride + i - channels] : 0;
      const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
      const paeth = pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
      rows[y * stride + i] = raw[y * (stride + 1) + 1 + i] + [0, a, b, (a + b) >> 1, paeth][filter];
    }
  }
  const picture = blank(width, height);
  for (let i = 0; i < width * height; i++) {
    for (let k = 0; k < 4; k++) picture.pixels[i * 4 + k] = k < channels ? rows[i * channels + k] : 255;
  }
  return picture;
}

export function blank(width, height, color = [0, 0, 0, 0]) {
  const pixels = Buffer.alloc(width * height * 4);
  for (let i = 0; i < pixels.length; i++) pixels[i] = color[i % 4];
  return { width, height, pixels };
}

export function encode({ width, height, pixels }) {
  const rows = Buffer.alloc((width * 4 + 1) * height);
  for (let y = 0; y < height; y++) pixels.copy(rows, y * (width * 4 + 1) + 1, y * width * 4, (y + 1) * width * 4);
  const chunk = (type, body) => {
    const bytes = Buffer.alloc(body.length + 12);
    bytes.writeUInt32BE(body.length, 0);
    bytes.write(type, 4, 'latin1');
    body.copy(bytes, 8);
    bytes.writeUInt32BE(crc(bytes.subarray(4, body.length + 8)), body.length + 8);
    return bytes;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('IDAT', zlib.deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function crc(bytes) {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let k = 0; k < 8; k++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return (sum ^ 0xffffffff) >>> 0;
}

const copyOf = (picture) => ({ ...picture, pixels: Buffer.from(picture.pixels) });

// The part of a picture in a box, moved by (dx, dy); what it leaves is filled from the row above the box.
export function shift(picture, box, dx, dy) {
  const moved = copyOf(picture);
  const [left, top] = [Math.max(0, Math.round(box.left)), Math.max(0, Math.round(box.top))];
  const right = Math.min(picture.width, Math.round(box.left + box.width));
  const bottom = Math.min(picture.height, Math.round(box.top + box.height));
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const [sx, sy] = [x - dx, y - dy];
      if (sx < 0 || sy < 0 || sx >= picture.width || sy >= picture.height) continue;
      picture.pixels.copy(
        moved.pixels,
        (y * picture.width + x) * 4,
        (sy * picture.width + sx) * 4,
        (sy * picture.width + sx) * 4 + 4,
      );
    }
  }
  return moved;
}

// Channels of the pixels in a box multiplied.
export function tint(picture, box, factors) {
  const tinted = copyOf(picture);
  for (let y = Math.max(0, box.top | 0); y < Math.min(picture.height, box.top + box.height); y++) {
    for (let x = Math.max(0, box.left | 0); x < Math.min(picture.width, box.left + box.width); x++) {
      for (let k = 0; k < 3; k++) {
        const at = (y * picture.width + x) * 4 + k;
        tinted.pixels[at] = Math.min(255, Math.round(tinted.pixels[at] * factors[k]));
      }
    }
  }
  return tinted;
}

export function crop(picture, width, height) {
  const cut = blank(width, height, [255, 255, 255, 255]);
  for (let y = 0; y < Math.min(height, picture.height); y++) {
    picture.pixels.copy(
      cut.pixels,
      y * width * 4,
      y * picture.width * 4,
      (y * picture.width + Math.min(width, picture.width)) * 4,
    );
  }
  return cut;
}

// What differs: its measures, a picture, and rectangles around cells of 8 pixels that hang together.
export function compare(expected, actual) {
  const { width, height } = expected;
  const picture = blank(width, height, [255, 255, 255, 255]);
  const [across, down] = [Math.ceil(width / 8), Math.ceil(height / 8)];
  const cells = new Map();
  let [mismatched, sum, greatest] = [0, 0, 0];
  for (let i = 0; i < width * height; i++) {
    let most = 0;
    for (let k = 0; k < 3; k++) {
      const apart = Math.abs(expected.pixels[i * 4 + k] - actual.pixels[i * 4 + k]);
      sum += apart;
      most = Math.max(most, apart);
    }
    greatest = Math.max(greatest, most);
    const grey = 230 + (25 * expected.pixels[i * 4 + 1]) / 255;
    picture.pixels.set(most > 12 ? [214, 20, 40, 255] : [grey, grey, grey, 255], i * 4);
    if (most > 12) {
      mismatched++;
      const cell = Math.floor(i / width / 8) * across + Math.floor((i % width) / 8);
      cells.set(cell, [...(cells.get(cell) ?? []), i]);
    }
  }
  const regions = [];
  while (cells.size > 0) {
    const todo = [cells.keys().next().value];
    const found = [];
    for (let cell; (cell = todo.pop()) !== undefined;) {
      if (!cells.has(cell)) continue;
      found.push(...cells.get(cell));
      cells.delete(cell);
      const [x, y] = [cell % across, Math.floor(cell / across)];
      for (let v = Math.max(0, y - 1); v <= Math.min(down - 1, y + 1); v++) {
        for (let u = Math.max(0, x - 1); u <= Math.min(across - 1, x + 1); u++) todo.push(v * across + u);
      }
    }
    const [xs, ys] = [found.map((i) => i % width), found.map((i) => Math.floor(i / width))];
    const least = (values) => values.reduce((a, b) => Math.min(a, b));
    const most = (values) => values.reduce((a, b) => Math.max(a, b));
    const [x, y] = [least(xs), least(ys)];
    regions.push({ x, y, width: most(xs) - x + 1, height: most(ys) - y + 1, pixels: found.length });
  }
  regions.sort((a, b) => b.pixels - a.pixels);
  return {
    mismatched,
    percent: (100 * mismatched) / (width * height),
    mean: sum / (width * height * 3),
    greatest,
    ssim: Math.max(0, 1 - sum / (width * height * 300)),
    picture,
    regions,
  };
}

// ---- Reports ----------------------------------------------------------------------------------------------------

// A folder that pictures are put into under their hashes; the files of `blocks` go into the page as well.
export class Report {
  constructor(page, folder) {
    this.page = page;
    this.folder = folder;
    this.blocks = new Map();
    this.cases = [];
    fs.rmSync(folder, { recursive: true, force: true });
    fs.mkdirSync(path.join(folder, 'data'), { recursive: true });
  }

  put(picture, block) {
    const bytes = encode(picture);
    const name = `data/${crypto.createHash('sha256').update(bytes).digest('hex').slice(0, 24)}.png`;
    fs.writeFileSync(path.join(this.folder, name), bytes);
    if (block) this.blocks.set(name, bytes);
    return name;
  }

  write(rest = {}) {
    const data = JSON.stringify({
      suite: 'tests/reference',
      report: 'out/report',
      options: [],
      version: '0.1.0',
      date: '2025-03-01T12:00:00Z',
      summary: { seconds: 1.9 },
      ...rest,
      cases: this.cases,
    }).replaceAll('<', '\\u003c');
    const blocks = [...this.blocks].map(
      ([name, bytes]) => `<script type="text/plain" data-picture="${name}">${bytes.toString('base64')}</script>\n`,
    );
    const [start, middle, end] = this.page;
    const file = path.join(this.folder, 'index.html');
    fs.writeFileSync(file, Buffer.concat([start, Buffer.from(data), middle, Buffer.from(blocks.join('')), end]));
    return file;
  }
}

// Layers as placard_layer_describe() has them, of a document that is written plainly.
function layersOf(document) {
  return document.layers.map((layer, position) => ({
    position,
    type: layer.type,
    sub_type: layer.sub_type ?? null,
    left: Number(layer.left),
    top: Number(layer.top),
    width: Number(layer.width),
    height: Number(layer.height),
    rotation: Number(layer.rotation ?? 0),
    summary: layer.content ?? layer.src?.slice(0, 60) ?? (layer.gradient ? 'gradient' : layer.color) ?? null,
  }));
}

// A suite of some forty documents with a case of each state.
export function suite(page, root, folder) {
  const report = new Report(page, folder);
  const add = (name, document, expected, actual, rest = {}) => {
    const one = { name, state: 'passed', bound: 0.1, layers: document ? layersOf(document) : [], ...rest };
    if (expected && actual && expected.width === actual.width && expected.height === actual.height) {
      const { picture, regions, ...measures } = compare(expected, actual);
      Object.assign(one, measures, { regions });
      if (measures.mismatched > 0) one.difference = report.put(picture);
      if (measures.percent > one.bound && !rest.state) one.state = 'changed';
      if (one.state === 'changed')
        one.message = `${measures.percent.toFixed(3)} % of the pixels differ, ${one.bound} % may`;
    }
    const shown = actual ?? expected;
    if (shown) Object.assign(one, { width: shown.width, height: shown.height });
    if (expected) one.expected = report.put(expected, one.state !== 'passed');
    if (actual) one.actual = report.put(actual, one.state !== 'passed');
    report.cases.push(one);
  };
  const load = (file) => [JSON.parse(fs.readFileSync(`${file}.json`, 'utf8')), decode(`${file}.png`)];

  const posters = path.join(root, 'tests/reference/cases/poster');
  for (const index of [0, 1, 2]) {
    const [document, picture] = load(path.join(posters, `response-${index}`));
    const first = document.layers[1];
    const second = document.layers[2];
    let actual = picture;
    if (index === 0) actual = shift(picture, { ...first, left: first.left + 40, width: first.width / 3 }, 2, 1);
    if (index === 2) actual = tint(shift(picture, first, 0, 3), second, [1.25, 0.9, 0.85]);
    add(
      `poster/response-${index}`,
      document,
      picture,
      actual,
      index === 2 ? { warnings: ['font family "阿里巴巴普惠体" not found: Noto Sans SC stands in'] } : {},
    );
  }
  const docs = path.join(root, 'docs/layers');
  for (const kind of fs.readdirSync(docs).sort()) {
    for (const file of fs
      .readdirSync(path.join(docs, kind))
      .filter((name) => name.endsWith('.json'))
      .sort()) {
      const name = `${kind}/${file.slice(0, -5)}`;
      const [document, picture] = load(path.join(docs, name));
      const box = document.layers[0];
      const wide = crop(picture, picture.width + 24, picture.height + 8);
      const changes = {
        'text/text_stroke': () => add(name, document, picture, shift(picture, box, 1, 0)),
        'text/letter_spacing': () => add(name, document, picture, shift(picture, document.layers.at(-2), 3, 0)),
        'text_mask/box_shadow': () => add(name, document, picture, tint(picture, box, [0.8, 1, 1.1])),
        'every/rotation': () =>
          add(name, document, picture, shift(picture, { left: 120, top: 0, width: 120, height: 70 }, 0, 2)),
        'text/fit': () =>
          add(name, document, picture, wide, {
            state: 'resized',
            message: `expected ${picture.width}x${picture.height}, found ${wide.width}x${wide.height}`,
          }),
        'gradient/r1': () => add(name, document, null, picture, { state: 'new' }),
        'image/radius': () =>
          add(name, document, null, picture, { state: 'missing', message: 'image/radius.png: No such file' }),
        'text/direction': () => add('text/old-direction', null, picture, null, { state: 'orphaned' }),
        'text/font_family': () =>
          add(name, document, null, null, {
            state: 'failed',
            message: 'layers[0].font_size: expected a length from 0 to 2000, found "large"',
          }),
      };
      if (changes[name]) changes[name]();
      else add(name, document, picture, picture);
    }
  }
  return report;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [header, root, folder] = process.argv.slice(2);
  console.log(suite(readPage(header), root, folder).write());
}
