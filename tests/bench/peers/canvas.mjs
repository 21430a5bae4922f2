// @napi-rs/canvas: the base image and the layers drawn on a canvas, then toBuffer. Its PNG has no settings.
import { createCanvas, GlobalFonts, loadImage } from '@napi-rs/canvas';
import { baseline, FACES, faceFile, FAMILY, middle, QUALITY, radiusOf, shadowOf, versionOf } from './posters.mjs';

function drawMask(ctx, layer) {
  const { coords: { x1, y1, x2, y2 }, color_stops: stops } = layer.gradient;
  const gradient = ctx.createLinearGradient(layer.left + x1, layer.top + y1, layer.left + x2, layer.top + y2);
  for (const stop of stops) gradient.addColorStop(stop.offset, stop.color);
  const shadow = shadowOf(layer.box_shadow);
  const fill = (dx, dy, style) => {
    ctx.fillStyle = style;
    ctx.beginPath();
    ctx.roundRect(layer.left + dx, layer.top + dy, layer.width, layer.height, radiusOf(layer));
    ctx.fill();
  };
  if (shadow) fill(shadow.dx, shadow.dy, shadow.color);
  fill(0, 0, gradient);
}

function drawText(ctx, layer) {
  ctx.font = `${FACES[layer.font_weight]} ${layer.font_size}px "${FAMILY}"`;
  ctx.textAlign = layer.alignment;
  const shadow = shadowOf(layer.text_shadow);
  const fill = (dx, dy, style) => {
    ctx.fillStyle = style;
    ctx.fillText(layer.content, middle(layer) + dx, baseline(layer) + dy);
  };
  if (shadow) fill(shadow.dx, shadow.dy, shadow.color);
  fill(0, 0, layer.font_color);
}

export async function open({ fonts, bases }) {
  for (const face of Object.keys(FACES)) {
    if (!GlobalFonts.registerFromPath(faceFile(fonts, face), FAMILY)) throw new Error(`${face} can't be registered`);
  }
  const kept = await Promise.all(bases.map((jpeg) => loadImage(jpeg)));
  return {
    version: `@napi-rs/canvas ${versionOf('@napi-rs/canvas')}`,
    async draw(poster, format, kind) {
      const base = kind === 'kept' ? kept[poster.base] : await loadImage(bases[poster.base]);
      const canvas = createCanvas(base.width, base.height);
      const ctx = canvas.getContext('2d');
      ctx.drawImage(base, 0, 0);
      for (const layer of poster.layers) {
        ctx.globalAlpha = layer.opacity;
        if (layer.type === 'text') drawText(ctx, layer);
        else drawMask(ctx, layer);
      }
      return format === 'jpeg' ? canvas.toBuffer('image/jpeg', QUALITY) : canvas.toBuffer('image/png');
    },
  };
}
