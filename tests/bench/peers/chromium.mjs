/*
 * Headless Chromium: one page that stays open, its image and its boxes set anew for each poster, then a screenshot. It
 * is asked for by DevTools' protocol, which knows a faster PNG than Playwright's own call, a quarter larger. No frame
 * waits for a display.
 */
import fs from 'node:fs';
import { chromium } from 'playwright-core';
import { FACES, faceFile, FAMILY, QUALITY, styleOf } from './posters.mjs';

function setPoster({ src, layers }) {
  const base = document.getElementById('base');
  base.src = src;
  document.getElementById('layers').replaceChildren(...layers.map(({ style, text }) => {
    const div = document.createElement('div');
    Object.assign(div.style, style);
    div.textContent = text;
    return div;
  }));
  return Promise.all([base.decode(), document.fonts.ready]).then(() => {});
}

export async function open({ fonts, bases, width, height }) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--force-color-profile=srgb', '--font-render-hinting=slight',
      '--disable-lcd-text', '--disable-frame-rate-limit', '--disable-gpu-vsync'],
  });
  const page = await browser.newPage({ viewport: { width, height } });
  const faces = Object.entries(FACES).map(([face, weight]) => {
    const font = fs.readFileSync(faceFile(fonts, face)).toString('base64');
    return `@font-face { font-family: '${FAMILY}'; font-weight: ${weight}; src: url(data:font/otf;base64,${font}) }`;
  });
  await page.setContent(`<!doctype html><meta charset="utf-8"><style>${faces.join('')} * { margin: 0 }
    #base { position: absolute; left: 0; top: 0 }</style><img id="base"><div id="layers" lang="zh-CN"></div>`);
  const devtools = await page.context().newCDPSession(page);
  return {
    version: `Chromium ${browser.version()}`,
    async draw(poster, format) {
      await page.evaluate(setPoster, {
        src: `data:image/jpeg;base64,${bases[poster.base].toString('base64')}`,
        layers: poster.layers.map((layer) => ({ style: styleOf(layer), text: layer.content ?? '' })),
      });
      const quality = format === 'jpeg' ? { quality: QUALITY } : {};
      const { data } = await devtools.send('Page.captureScreenshot', { format, ...quality, optimizeForSpeed: true });
      return Buffer.from(data, 'base64');
    },
    close: () => browser.close(),
  };
}
