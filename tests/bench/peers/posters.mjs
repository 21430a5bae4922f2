/*
 * What the peers share: the posters of the recorded response, and what their layers are in pixels and in CSS. It knows
 * the fields that these posters have and no others.
 */
import fs from 'node:fs';

// The response asks for 阿里巴巴普惠体, which is not bundled; Noto Sans SC stands in for it, as in Placard.
export const FAMILY = 'Noto Sans SC';
export const FACES = { Regular: 400, Medium: 500 };

// Of Noto Sans SC, in ems.
const ASCENT = 1.16;
const DESCENT = 0.288;

// How JPEG is written: 4:2:0 is every peer's default.
export const QUALITY = 90;

export const faceFile = (fonts, face) => `${fonts}/NotoSansSC-${face}.otf`;

// The files of the base images in the order of the response's results.
export const readBases = (json) => JSON.parse(json).output.results.map(({ url }) => url.split('/').at(-1));

// In the order of the response; base counts the results from 0.
export function readPosters(json) {
  return JSON.parse(json).output.text_result.params.map(({ sample_idx: base, layers }) => (
    { base, layers: layers.toSorted((a, b) => a.idx - b.idx) }));
}

export function versionOf(name) {
  return JSON.parse(fs.readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url), 'utf8')).version;
}

// ---- in pixels ----

export const middle = (layer) => layer.left + layer.width / 2;

// Where a browser puts the baseline of a line that stands in the middle of its box.
export function baseline(layer) {
  const ascent = Math.round(layer.font_size * ASCENT);
  const descent = Math.round(layer.font_size * DESCENT);
  return layer.top + Math.floor((layer.height - ascent - descent) / 2) + ascent;
}

export const radiusOf = (layer) => Math.min(layer.radius, layer.width / 2, layer.height / 2);

// Of "2px 3px #80808080", which has no blur: the same drawn once more, elsewhere and in another colour.
export function shadowOf(text) {
  if (!text) return null;
  const [dx, dy, color] = text.split(' ');
  return { dx: parseFloat(dx), dy: parseFloat(dy), color };
}

// ---- in CSS, as objects ----

function boxStyle({ left, top, width, height, opacity }) {
  return {
    position: 'absolute', left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px`, opacity,
  };
}

// These run up or down all of the box.
function gradientStyle({ coords, color_stops: stops }) {
  const way = coords.y2 < coords.y1 ? 'to top' : 'to bottom';
  return `linear-gradient(${way}, ${stops.map((stop) => `${stop.color} ${stop.offset * 100}%`).join(', ')})`;
}

function maskStyle(layer) {
  const style = {
    ...boxStyle(layer),
    display: 'flex',
    backgroundImage: gradientStyle(layer.gradient),
    borderRadius: `${layer.radius}px`,
  };
  return layer.box_shadow ? { ...style, boxShadow: layer.box_shadow } : style;
}

function textStyle(layer) {
  const style = {
    ...boxStyle(layer),
    fontFamily: FAMILY,
    fontSize: `${layer.font_size}px`,
    fontWeight: FACES[layer.font_weight],
    lineHeight: `${layer.height}px`,
    color: layer.font_color,
    textAlign: layer.alignment,
    whiteSpace: 'nowrap',
  };
  return layer.text_shadow ? { ...style, textShadow: layer.text_shadow } : style;
}

export const styleOf = (layer) => (layer.type === 'text' ? textStyle(layer) : maskStyle(layer));
