/*
 * sharp: the layers as an SVG composed over the base image. Its defaults are for small files; these settings of its
 * manual are for speed. A PNG of level 3 is as large as Placard's, one of level 2 is an eighth larger.
 */
import sharp from 'sharp';
import { baseline, FACES, FAMILY, middle, QUALITY, radiusOf, shadowOf, versionOf } from './posters.mjs';

const JPEG = { quality: QUALITY, optimizeCoding: false };
const PNG = { compressionLevel: 3 };

const escape = (text) => text.replace(/[&<>]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[c]);

function maskSvg(layer, id) {
  const { coords: { x1, y1, x2, y2 }, color_stops: stops } = layer.gradient;
  const shadow = shadowOf(layer.box_shadow);
  const rect = (dx, dy, fill) => `<rect x="${layer.left + dx}" y="${layer.top + dy}" width="${layer.width}"`
    + ` height="${layer.height}" rx="${radiusOf(layer)}" fill="${fill}"/>`;
  return `<linearGradient id="${id}" gradientUnits="userSpaceOnUse" x1="${layer.left + x1}" y1="${layer.top + y1}"`
    + ` x2="${layer.left + x2}" y2="${layer.top + y2}">`
    + stops.map((stop) => `<stop offset="${stop.offset}" stop-color="${stop.color}"/>`).join('')
    + `</linearGradient><g opacity="${layer.opacity}">`
    + `${shadow ? rect(shadow.dx, shadow.dy, shadow.color) : ''}${rect(0, 0, `url(#${id})`)}</g>`;
}

function textSvg(layer) {
  const shadow = shadowOf(layer.text_shadow);
  const text = (dx, dy, fill) => `<text x="${middle(layer) + dx}" y="${baseline(layer) + dy}" fill="${fill}">`
    + `${escape(layer.content)}</text>`;
  return `<g font-family="${FAMILY}" font-size="${layer.font_size}" font-weight="${FACES[layer.font_weight]}"`
    + ` text-anchor="middle" opacity="${layer.opacity}">`
    + `${shadow ? text(shadow.dx, shadow.dy, shadow.color) : ''}${text(0, 0, layer.font_color)}</g>`;
}

// It ends where the layers do: every pixel of it costs.
function overlay({ layers }) {
  const width = Math.max(...layers.map((layer) => layer.left + layer.width));
  const height = Math.max(...layers.map((layer) => layer.top + layer.height));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">`
    + `${layers.map((layer, i) => (layer.type === 'text' ? textSvg(layer) : maskSvg(layer, `g${i}`))).join('')}</svg>`;
}

export async function open({ bases }) {
  const kept = await Promise.all(bases.map((jpeg) => sharp(jpeg).raw().toBuffer({ resolveWithObject: true })));
  return {
    version: `sharp ${versionOf('sharp')}`,
    draw(poster, format, kind) {
      const { data, info: raw } = kept[poster.base];
      const base = kind === 'kept' ? sharp(data, { raw }) : sharp(bases[poster.base]);
      const drawn = base.composite([{ input: Buffer.from(overlay(poster)), left: 0, top: 0 }]).removeAlpha();
      return (format === 'jpeg' ? drawn.jpeg(JPEG) : drawn.png(PNG)).toBuffer();
    },
  };
}
