/*
 * canvas.mjs MODULES SCENES BASE FONTS ROUNDS [OUT]: draws the scenes of a folder with @napi-rs/canvas, from
 * MODULES/node_modules, as its users would: the base image from JPEG in memory, the drawing, toBuffer as JPEG of
 * quality 90, which is 4:2:0. A line for each scene: its name and the median of milliseconds for all of that, warm.
 * With OUT the pictures go into that folder. It knows the fields of these scenes and no others.
 */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const WARM_UP = 5;
const [modules, folder, basePath, fonts, roundsWord, out] = process.argv.slice(2);
const rounds = Number(roundsWord);
const { createCanvas, GlobalFonts, loadImage } = createRequire(path.resolve(modules) + '/')('@napi-rs/canvas');

const FAMILY = 'Noto Sans SC';
const WEIGHTS = { Light: 300, Regular: 400, Medium: 500, Bold: 700, Heavy: 900 };
for (const name of ['Light', 'Regular', 'Medium', 'Bold', 'Black']) {
  if (!GlobalFonts.registerFromPath(path.join(fonts, `NotoSansSC-${name}.otf`), FAMILY)) {
    throw new Error(`${name}: the font can't be registered`);
  }
}

// "dx dy blur color" of one shadow.
function castShadow(ctx, shadow) {
  if (!shadow) return;
  const [dx, dy, blur, color] = shadow.split(' ');
  ctx.shadowOffsetX = parseFloat(dx);
  ctx.shadowOffsetY = parseFloat(dy);
  ctx.shadowBlur = parseFloat(blur);
  ctx.shadowColor = color;
}

function drawMask(ctx, layer) {
  ctx.fillStyle = layer.color ?? 'transparent';
  if (layer.gradient) {
    const { x1, y1, x2, y2 } = layer.gradient.coords;
    const gradient = ctx.createLinearGradient(layer.left + x1, layer.top + y1, layer.left + x2, layer.top + y2);
    for (const stop of layer.gradient.color_stops) gradient.addColorStop(stop.offset, stop.color);
    ctx.fillStyle = gradient;
  }
  castShadow(ctx, layer.box_shadow);
  ctx.beginPath();
  ctx.roundRect(layer.left, layer.top, layer.width, layer.height, layer.radius ?? 0);
  ctx.fill();
}

// Words stay whole; an ideograph may stand alone, with the punctuation that mustn't start a line.
const WORDS = /[\u0021-\u024f]+ *|.[，。、：]*/gu;

function wrap(ctx, content, width) {
  const lines = [];
  for (const paragraph of content.split('\n')) {
    let line = '';
    for (const word of paragraph.match(WORDS) ?? []) {
      if (line && ctx.measureText((line + word).trimEnd()).width > width) {
        lines.push(line.trimEnd());
        line = '';
      }
      line += word;
    }
    lines.push(line);
  }
  return lines;
}

function drawLines(ctx, layer) {
  const lines = wrap(ctx, layer.content, layer.width);
  const height = layer.font_size * (layer.line_height ?? 1);
  const align = layer.alignment ?? 'left';
  const x = layer.left + { left: 0, center: layer.width / 2, right: layer.width }[align];
  const { fontBoundingBoxAscent: ascent, fontBoundingBoxDescent: descent } = ctx.measureText('x');
  let y = layer.top + (layer.height - lines.length * height) / 2 + (height - ascent - descent) / 2 + ascent;
  ctx.textAlign = align;
  for (const line of lines) {
    if (layer.text_stroke) {
      ctx.save();
      const [width, color] = layer.text_stroke.split(' ');
      ctx.lineJoin = 'round';
      ctx.lineWidth = parseFloat(width);
      ctx.strokeStyle = color;
      ctx.strokeText(line, x, y);
      ctx.restore();
    }
    ctx.save();
    castShadow(ctx, layer.text_shadow);
    ctx.fillText(line, x, y);
    ctx.restore();
    y += height;
  }
}

// Canvas has no vertical text: ideographs one by one, Latin on its side.
const PIECES = /[\u0020-\u024f]+|./gu;

function drawColumns(ctx, layer) {
  const columns = layer.content.split('\n');
  const pitch = layer.font_size * layer.line_height;
  let x = layer.left + (layer.width + columns.length * pitch) / 2 - pitch / 2;
  ctx.textBaseline = 'middle';
  for (const column of columns) {
    let y = layer.top;
    for (const piece of column.match(PIECES)) {
      if (piece.charCodeAt(0) < 0x250) {
        ctx.save();
        ctx.translate(x, y);
        ctx.rotate(Math.PI / 2);
        ctx.textAlign = 'left';
        ctx.fillText(piece, 0, 0);
        ctx.restore();
        y += ctx.measureText(piece).width;
      } else {
        // The marks that vertical text puts into the upper right of their squares.
        const shift = '，。'.includes(piece) ? layer.font_size * 0.6 : 0;
        ctx.textAlign = 'center';
        ctx.fillText(piece, x + shift, y + layer.font_size / 2 - shift);
        y += layer.font_size;
      }
    }
    x -= pitch;
  }
}

function drawText(ctx, layer) {
  ctx.font = `${WEIGHTS[layer.font_weight ?? 'Regular']} ${layer.font_size}px "${FAMILY}"`;
  ctx.fillStyle = layer.font_color;
  if (layer.direction === 'vertical') drawColumns(ctx, layer);
  else drawLines(ctx, layer);
}

async function draw(jpeg, layers) {
  const base = await loadImage(jpeg);
  const canvas = createCanvas(base.width, base.height);
  const ctx = canvas.getContext('2d');
  ctx.drawImage(base, 0, 0);
  for (const layer of layers) {
    ctx.save();
    ctx.globalAlpha = layer.opacity ?? 1;
    if (layer.type === 'text') drawText(ctx, layer);
    else drawMask(ctx, layer);
    ctx.restore();
  }
  return canvas.toBuffer('image/jpeg', 90);
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

const jpeg = fs.readFileSync(basePath);
for (const file of fs.readdirSync(folder).filter((name) => name.endsWith('.json')).sort()) {
  const name = path.basename(file, '.json');
  const { layers } = JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8'));
  const times = [];
  let picture;
  for (let i = -WARM_UP; i < rounds; i++) {
    const start = performance.now();
    picture = await draw(jpeg, layers);
    if (i >= 0) times.push(performance.now() - start);
  }
  if (out) fs.writeFileSync(path.join(out, `${name}.jpg`), picture);
  console.log(name, median(times).toFixed(3));
}
