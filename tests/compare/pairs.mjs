// The pairs of tests/compare/pairs.c, by the same whole numbers: see there for what each kind is for.

export const kinds = 13;
export const count = kinds * 25;

const eighths = 8;
const samples = 4;
const coverageMost = samples * samples;

class Random {
  constructor(seed) {
    this.state = seed >>> 0;
  }
  below(count) {
    this.state = (Math.imul(this.state, 1664525) + 1013904223) >>> 0;
    return (this.state >>> 8) % count;
  }
}

const pixelOf = (r, g, b, a) => ((a << 24) | (r << 16) | (g << 8) | b) >>> 0;
const channel = (pixel, shift) => (pixel >>> shift) & 255;
const divide = (a, b) => Math.trunc(a / b);

function anyColor(random, alpha) {
  const r = random.below(256);
  const g = random.below(256);
  const b = random.below(256);
  return pixelOf(r, g, b, alpha < 0 ? random.below(256) : alpha);
}

function mix(p, q, part, whole) {
  let out = 0;
  for (let shift = 0; shift < 32; shift += 8) {
    out |= divide(channel(p, shift) * (whole - part) + channel(q, shift) * part, whole) << shift;
  }
  return out >>> 0;
}

function varyChannel(random, value, spread) {
  const varied = value + random.below(2 * spread + 1) - spread;
  return varied < 0 ? 0 : varied > 255 ? 255 : varied;
}

function vary(random, pixel, spread, alpha) {
  const r = varyChannel(random, channel(pixel, 16), spread);
  const g = varyChannel(random, channel(pixel, 8), spread);
  const b = varyChannel(random, channel(pixel, 0), spread);
  return pixelOf(r, g, b, alpha ? varyChannel(random, channel(pixel, 24), spread) : channel(pixel, 24));
}

const spreadOf = (random) => [5, 20, 60, 200][random.below(4)];

class Picture {
  constructor(width, height) {
    this.width = width;
    this.height = height;
    this.pixels = new Uint32Array(width * height);
  }
  get(x, y) {
    return this.pixels[y * this.width + x];
  }
  set(x, y, pixel) {
    this.pixels[y * this.width + x] = pixel;
  }
  fill(pixel) {
    this.pixels.fill(pixel);
  }
  each(visit) {
    for (let y = 0; y < this.height; y++) {
      for (let x = 0; x < this.width; x++) visit(x, y);
    }
  }
  // What pixelmatch takes.
  bytes() {
    const out = new Uint8Array(this.pixels.length * 4);
    this.pixels.forEach((pixel, i) => {
      out.set([channel(pixel, 16), channel(pixel, 8), channel(pixel, 0), channel(pixel, 24)], i * 4);
    });
    return out;
  }
}

function makeNoise(random, { a, b }, alpha) {
  const spread = spreadOf(random);
  const oneOf = 1 + random.below(4);
  a.each((x, y) => {
    const pixel = anyColor(random, alpha ? -1 : 255);
    a.set(x, y, pixel);
    b.set(x, y, random.below(oneOf) === 0 ? vary(random, pixel, spread, alpha) : pixel);
  });
}

function makeUnrelated(random, { a, b }) {
  a.each((x, y) => {
    a.set(x, y, anyColor(random, 255));
    b.set(x, y, anyColor(random, 255));
  });
}

function makeGradient(random, { a, b }) {
  const left = anyColor(random, 255);
  const right = anyColor(random, 255);
  const bottom = anyColor(random, 255);
  const shift = 1 + random.below(3);
  a.each((x, y) => {
    const moved = Math.min(x + shift, a.width);
    a.set(x, y, mix(mix(left, right, x, a.width), bottom, y, 2 * a.height));
    b.set(x, y, mix(mix(left, right, moved, a.width), bottom, y, 2 * a.height));
  });
}

function makeShape(random, picture) {
  const shape = {};
  shape.bar = random.below(2) === 1;
  shape.x = random.below(picture.width * eighths);
  shape.y = random.below(picture.height * eighths);
  shape.across = random.below(17) - 8;
  shape.down = random.below(8) + 1;
  shape.thick = 6 + random.below(40);
  shape.radius = 16 + random.below(100);
  shape.color = anyColor(random, 255);
  return shape;
}

function coverage(shape, x, y) {
  let inside = 0;
  for (let i = 0; i < coverageMost; i++) {
    const dx = x * eighths + (i % samples) * 2 + 1 - shape.x;
    const dy = y * eighths + divide(i, samples) * 2 + 1 - shape.y;
    if (shape.bar) {
      inside += Math.abs(shape.across * dy - shape.down * dx) <= shape.thick * 4;
    } else {
      const inner = Math.max(shape.radius - shape.thick, 0);
      const far = dx * dx + dy * dy;
      inside += far <= shape.radius * shape.radius && far >= inner * inner;
    }
  }
  return inside;
}

function drawShape(picture, shape, alpha) {
  picture.each((x, y) => {
    const part = coverage(shape, x, y);
    if (part === 0) return;
    if (alpha) {
      picture.set(x, y, ((shape.color & 0xffffff) | (divide(part * 255, coverageMost) << 24)) >>> 0);
    } else {
      picture.set(x, y, mix(picture.get(x, y), shape.color, part, coverageMost));
    }
  });
}

function makeShapes(random, { a, b }, moved, alpha) {
  const belowAll = anyColor(random, alpha ? 0 : 255);
  const shapes = 1 + random.below(4);
  a.fill(belowAll);
  b.fill(alpha && random.below(2) === 1 ? anyColor(random, 0) : belowAll);
  for (let i = 0; i < shapes; i++) {
    const shape = makeShape(random, a);
    drawShape(a, shape, alpha);
    if (moved) {
      shape.x += random.below(9) - 4;
      shape.y += random.below(9) - 4;
    } else {
      shape.color = vary(random, shape.color, 40, false);
    }
    drawShape(b, shape, alpha);
  }
}

function drawLine(picture, direction, start, color) {
  picture.each((x, y) => {
    if ([x, y, x + y, x - y + 20][direction] === start) picture.set(x, y, color);
  });
}

function makeLines(random, { a, b }) {
  const paper = anyColor(random, 255);
  const lines = 2 + random.below(6);
  a.fill(paper);
  b.fill(paper);
  for (let i = 0; i < lines; i++) {
    const direction = random.below(4);
    const start = random.below(48);
    const color = anyColor(random, 255);
    drawLine(a, direction, start, color);
    drawLine(b, direction, start + random.below(2), color);
  }
}

function makeFew(random, { a, b }, alpha) {
  const colors = [];
  const few = 2 + random.below(3);
  const oneOf = 2 + random.below(6);
  for (let i = 0; i < 5; i++) colors.push(anyColor(random, alpha ? 85 * random.below(4) : 255));
  a.each((x, y) => {
    let pixel = colors[random.below(few)];
    if (x > 0 && random.below(3) > 0) pixel = a.get(x - 1, y);
    a.set(x, y, pixel);
    b.set(x, y, random.below(oneOf) === 0 ? colors[random.below(few)] : pixel);
  });
}

function makeDots(random, { a, b }) {
  const paper = anyColor(random, 255);
  const dots = random.below(5);
  a.fill(paper);
  b.fill(paper);
  for (let i = 0; i < dots; i++) {
    let x = random.below(a.width);
    let y = random.below(a.height);
    const color = anyColor(random, 255);
    a.set(x, y, color);
    b.set(x, y, mix(color, paper, random.below(5), 4));
    x = random.below(2) === 0 ? 0 : a.width - 1;
    y = random.below(2) === 0 ? 0 : a.height - 1;
    b.set(x, y, mix(color, paper, random.below(5), 4));
  }
}

const makers = [
  (random, pair) => makeNoise(random, pair, false),
  makeGradient,
  (random, pair) => makeShapes(random, pair, true, false),
  (random, pair) => makeShapes(random, pair, false, false),
  makeLines,
  makeUnrelated,
  (random, pair) => makeNoise(random, pair, true),
  (random, pair) => makeShapes(random, pair, true, true),
  (random, pair) => makeFew(random, pair, false),
  (random, pair) => makeFew(random, pair, false),
  (random, pair) => makeFew(random, pair, true),
  makeDots,
  (random, pair) => makeShapes(random, pair, true, false),
];
const tiny = [8, 10];
const wide = 12;

export function makePair(index) {
  const kind = index % kinds;
  const random = new Random(Math.imul(index, 2654435761) + 12345);
  const small = tiny.includes(kind);
  const width = small ? 1 + random.below(8) : kind === wide ? 65 + random.below(150) : 8 + random.below(40);
  const height = small ? 1 + random.below(8) : kind === wide ? 1 + random.below(12) : 8 + random.below(32);
  const pair = { a: new Picture(width, height), b: new Picture(width, height) };
  makers[kind](random, pair);
  return pair;
}

export function hash(bytes) {
  let value = 2166136261;
  for (const byte of bytes) value = Math.imul(value ^ byte, 16777619);
  return (value >>> 0).toString(16).padStart(8, '0');
}
