/*
 * satori and resvg-js: the one makes an SVG of a tree with CSS, the base image in it, the other draws it and writes
 * PNG. For JPEG its users hand the pixels to sharp. Layers alone, composed by sharp, would be sharp's row once more.
 */
import fs from 'node:fs';
import { Resvg } from '@resvg/resvg-js';
import satori from 'satori';
import sharp from 'sharp';
import { FACES, faceFile, FAMILY, QUALITY, styleOf, versionOf } from './posters.mjs';

const element = (type, style, more) => ({ type, props: { style, ...more } });

export async function open({ fonts: folder, bases, width, height }) {
  const fonts = Object.entries(FACES).map(([face, weight]) => (
    { name: FAMILY, data: fs.readFileSync(faceFile(folder, face)), weight, style: 'normal' }));
  return {
    version: `satori ${versionOf('satori')} with resvg-js ${versionOf('@resvg/resvg-js')}`,
    async draw(poster, format) {
      const src = `data:image/jpeg;base64,${bases[poster.base].toString('base64')}`;
      const tree = element('div', { display: 'flex', width, height }, {
        children: [
          element('img', { position: 'absolute', left: 0, top: 0, width, height }, { src, width, height }),
          ...poster.layers.map((layer) => element('div', styleOf(layer), { children: layer.content })),
        ],
      });
      const svg = await satori(tree, { width, height, fonts });
      const picture = new Resvg(svg, { font: { loadSystemFonts: false } }).render();
      if (format === 'png') return picture.asPng();
      return sharp(picture.pixels, { raw: { width, height, channels: 4 } })
        .jpeg({ quality: QUALITY, optimizeCoding: false }).toBuffer();
    },
  };
}
