#!/usr/bin/env node
// Draws layer documents in headless Chromium: the judge of what every layer field means.
//
//   npm install            (once; Chromium: apt-get install chromium)
//   node render.mjs CASE.json...        writes CASE.png beside each
//   node render.mjs --html CASE.json    prints the page instead
//
// A case: { "base": "../../bases/photo.png", "layers": [...] } with the layer fields of docs/layers.md, or
// { "width": W, "height": H, "background": "#rrggbb", "layers": [...] } for a canvas without a base image.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const here = path.dirname(fileURLToPath(import.meta.url));
const fonts = path.join(here, '..', '..', '..', 'fonts');
const FACES = { Light: 300, Regular: 400, Medium: 500, Bold: 700, Black: 900 };
const WEIGHTS = { thin: 100, extralight: 200, light: 300, regular: 400, normal: 400, medium: 500, semibold: 600, bold: 700, extrabold: 800, heavy: 900, black: 900 };

const escape = s => s.replace(/[&<>"]/g, c => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]);
const dataUrl = (file, type) => `data:${type};base64,${fs.readFileSync(file).toString('base64')}`;
const isNone = v => v === undefined || v === null || v === 0 || v === '' || v === 'none' || v === '0';
const radiusCss = r => (Array.isArray(r) ? r : [r ?? 0]).map(v => (typeof v === 'number' ? `${v}px` : v)).join(' ');

function pngSize(file) {
  const b = fs.readFileSync(file);
  return { width: b.readUInt32BE(16), height: b.readUInt32BE(20) };
}

// A gradient in box coordinates, interpolated without premultiplication, as SVG and canvas do.
function gradientUrl(layer) {
  const { type = 'linear', gradient_units: units = 'pixels', coords: c, color_stops: stops } = layer.gradient;
  const [w, h] = [layer.width, layer.height];
  const X = v => (units === 'percentage' ? v * w : v);
  const Y = v => (units === 'percentage' ? v * h : v);
  const list = stops.map(s => {
    const hex = s.color;
    const alpha = hex.length === 9 ? parseInt(hex.slice(7), 16) / 255 : 1;
    return `<stop offset="${s.offset}" stop-color="${hex.slice(0, 7)}" stop-opacity="${alpha * (s.opacity ?? 1)}"/>`;
  }).join('');
  const def = type === 'radial'
    ? `<radialGradient id="g" gradientUnits="userSpaceOnUse" fx="${X(c.x1)}" fy="${Y(c.y1)}" fr="${c.r1 ?? 0}" cx="${X(c.x2)}" cy="${Y(c.y2)}" r="${c.r2}">${list}</radialGradient>`
    : `<linearGradient id="g" gradientUnits="userSpaceOnUse" x1="${X(c.x1)}" y1="${Y(c.y1)}" x2="${X(c.x2)}" y2="${Y(c.y2)}">${list}</linearGradient>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}"><defs>${def}</defs><rect width="${w}" height="${h}" fill="url(#g)"/></svg>`;
  return `url('data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}')`;
}

function boxCss(layer) {
  return `position:absolute;left:${layer.left}px;top:${layer.top}px;width:${layer.width}px;height:${layer.height}px;opacity:${layer.opacity ?? 1};`
    + (layer.rotation ? `transform:rotate(${layer.rotation}deg);` : '');
}

function maskHtml(layer) {
  const fill = layer.gradient ? `background:${gradientUrl(layer)};` : `background:${layer.color};`;
  const shadow = isNone(layer.box_shadow) ? '' : `box-shadow:${layer.box_shadow};`;
  return `<div style="${boxCss(layer)}border-radius:${radiusCss(layer.radius)};${fill}${shadow}"></div>`;
}

function imageHtml(layer, dir) {
  const src = path.resolve(dir, layer.src);
  return `<div style="${boxCss(layer)}border-radius:${radiusCss(layer.radius)};overflow:hidden;${isNone(layer.box_shadow) ? '' : `box-shadow:${layer.box_shadow};`}"><img src="${dataUrl(src, 'image/png')}" style="display:block;width:100%;height:100%;object-fit:${layer.fit ?? 'fill'}"></div>`;
}

function textHtml(layer) {
  const vertical = layer.direction === 'vertical';
  const weight = typeof layer.font_weight === 'number' ? layer.font_weight : WEIGHTS[(layer.font_weight ?? 'Regular').toLowerCase()];
  const place = { top: 'flex-start', middle: 'center', bottom: 'flex-end' }[layer.vertical_alignment ?? 'middle'];
  const lines = [layer.font_under_line && 'underline', layer.font_line_through && 'line-through'].filter(Boolean).join(' ');
  const stroke = isNone(layer.text_stroke) ? null : layer.text_stroke.match(/^\s*([\d.]+)px\s+(.*)$/);
  const nativeStroke = stroke && layer.stroke_join === 'miter';
  const inner = [
    `font:${layer.font_italic ? 'italic' : 'normal'} ${weight} ${layer.font_size}px/${layer.line_height ?? 1} 'Noto Sans SC'`,
    `color:${layer.font_color ?? '#000000'}`, `text-align:${layer.alignment ?? 'left'}`,
    layer.alignment === 'justify' && 'text-justify:auto',
    'white-space:pre-wrap', 'overflow-wrap:break-word', 'text-spacing-trim:space-all', 'text-autospace:no-autospace',
    layer.letter_spacing !== undefined && `letter-spacing:${layer.letter_spacing}px`,
    lines && `text-decoration:${lines};text-decoration-skip-ink:none`,
    !isNone(layer.text_shadow) && `text-shadow:${layer.text_shadow}`,
    nativeStroke && Number(stroke[1]) && `-webkit-text-stroke:${stroke[1]}px ${stroke[2]};paint-order:stroke fill`,
    vertical ? 'writing-mode:vertical-rl;text-orientation:mixed;height:100%' : 'width:100%',
  ].filter(Boolean).join(';');
  const outer = `${boxCss(layer)}display:flex;` + (vertical ? 'flex-direction:row;justify-content:center;' : `flex-direction:column;justify-content:${place};`);
  const round = stroke && !nativeStroke && Number(stroke[1]) ? ` data-stroke="${stroke[1]}" data-stroke-color="${stroke[2]}" data-join="${layer.stroke_join ?? 'round'}"` : '';
  return `<div class="text" style="${outer}"><div lang="zh-CN" style="${inner}"${round}>${escape(layer.content)}</div></div>`;
}

// HTML text strokes have mitred joins only; a rounded one is drawn as SVG text beneath each laid-out line.
function underlay() {
  for (const el of document.querySelectorAll('[data-stroke]')) {
    const node = el.firstChild;
    const style = getComputedStyle(el);
    const size = parseFloat(style.fontSize);
    const probe = document.createElement('canvas').getContext('2d');
    probe.font = style.font;
    const ascent = Math.round(probe.measureText('国').fontBoundingBoxAscent);
    const lines = [];
    for (let i = 0; i < node.length; i++) {
      const range = document.createRange();
      range.setStart(node, i);
      range.setEnd(node, i + 1);
      const r = range.getBoundingClientRect();
      if (!r.width) continue;
      const last = lines[lines.length - 1];
      if (last && Math.abs(last.top - r.top) < size / 2) last.text += node.data[i];
      else lines.push({ top: r.top, left: r.left, text: node.data[i] });
    }
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    svg.setAttribute('style', `position:absolute;left:0;top:0;width:${innerWidth}px;height:${innerHeight}px;overflow:visible;opacity:${getComputedStyle(el.parentNode).opacity}`);
    for (const l of lines) {
      const t = document.createElementNS('http://www.w3.org/2000/svg', 'text');
      t.setAttribute('x', l.left);
      t.setAttribute('y', Math.floor(l.top) + ascent);
      t.setAttribute('xml:space', 'preserve');
      t.setAttribute('style', `font:${style.font};fill:none;stroke:${el.dataset.strokeColor};stroke-width:${el.dataset.stroke};stroke-linejoin:${el.dataset.join};white-space:pre`);
      t.textContent = l.text;
      svg.append(t);
    }
    el.parentNode.before(svg);
  }
}

function page(doc, dir) {
  const base = doc.base && path.resolve(dir, doc.base);
  const { width, height } = base ? pngSize(base) : doc;
  const faces = Object.entries(FACES).map(([name, weight]) =>
    `@font-face{font-family:'Noto Sans SC';font-weight:${weight};src:url('${dataUrl(path.join(fonts, `NotoSansSC-${name}.otf`), 'font/otf')}')}`).join('');
  const draw = { text_mask: maskHtml, text: textHtml, image: l => imageHtml(l, dir) };
  const layers = [...doc.layers].map((l, i) => [l.idx ?? i, i, l]).sort((a, b) => a[0] - b[0] || a[1] - b[1]).map(([, , l]) => draw[l.type](l)).join('\n');
  const html = `<!doctype html><meta charset="utf-8"><style>${faces}*{margin:0;padding:0;box-sizing:border-box}body{width:${width}px;height:${height}px;position:relative;overflow:hidden;background:${doc.background ?? '#ffffff'}}body>img{position:absolute;left:0;top:0}</style>`
    + (base ? `<img src="${dataUrl(base, 'image/png')}">` : '') + `\n${layers}`;
  return { html, width, height };
}

const args = process.argv.slice(2);
const printHtml = args[0] === '--html' && args.shift();
const browser = printHtml ? null : await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--force-color-profile=srgb', '--font-render-hinting=slight', '--disable-lcd-text'],
});
const tab = browser && await browser.newPage();
for (const file of args) {
  const { html, width, height } = page(JSON.parse(fs.readFileSync(file, 'utf8')), path.dirname(path.resolve(file)));
  if (printHtml) { console.log(html.replace(/base64,[A-Za-z0-9+/=]{200,}/g, 'base64,...')); continue; }
  await tab.setViewportSize({ width, height });
  await tab.setContent(html);
  await tab.evaluate(() => document.fonts.ready);
  await tab.evaluate(underlay);
  const out = file.replace(/\.json$/, '.png');
  await tab.screenshot({ path: out });
  console.log(out);
}
await browser?.close();
