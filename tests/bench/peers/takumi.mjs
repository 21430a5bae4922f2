/*
 * Takumi: a tree of nodes with CSS, handed to its native renderer, without what turns JSX or HTML into such a tree. It
 * keeps decoded images unless told not to; a renderer that was told so has none from before.
 */
import fs from 'node:fs';
import { Renderer } from '@takumi-rs/core';
import { FACES, faceFile, FAMILY, QUALITY, styleOf, versionOf } from './posters.mjs';

const node = (layer) => (layer.type === 'text'
  ? { type: 'text', text: layer.content, style: styleOf(layer) }
  : { type: 'container', style: styleOf(layer) });

async function createRenderer(fonts) {
  const renderer = new Renderer();
  for (const [face, weight] of Object.entries(FACES)) {
    await renderer.registerFont({ name: FAMILY, data: fs.readFileSync(faceFile(fonts, face)), weight });
  }
  return renderer;
}

export async function open({ fonts, bases, width, height }) {
  const renderers = { fresh: await createRenderer(fonts), kept: await createRenderer(fonts) };
  return {
    version: `Takumi ${versionOf('@takumi-rs/core')}`,
    draw(poster, format, kind) {
      const src = `base-${poster.base}`;
      const tree = {
        type: 'container',
        style: { position: 'relative', width, height },
        children: [
          { type: 'image', src, style: { position: 'absolute', left: 0, top: 0, width, height } },
          ...poster.layers.map(node),
        ],
      };
      const images = [{ src, data: bases[poster.base], cache: kind === 'kept' ? 'auto' : 'none' }];
      return renderers[kind].render(tree, { width, height, format, quality: QUALITY, images });
    },
  };
}
