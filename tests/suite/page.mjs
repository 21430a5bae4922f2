/*
 * page.mjs FOLDER REPORT-H SOURCE-ROOT BROWSER: tries the page of reports in Chromium, with playwright-core from
 * FOLDER/node_modules. Prints TAP. Reports are written to FOLDER/reports; with SCREENSHOTS=1 in the environment
 * pictures of the page are left in FOLDER/screenshots.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { blank, decode, encode, readPage, Report, suite } from './fixture.mjs';

const [folder, header, root, executablePath] = process.argv.slice(2).map((word) => path.resolve(word));
const { chromium } = createRequire(folder + '/')('playwright-core');
const page0 = readPage(header);
const reports = path.join(folder, 'reports');

// ---- TAP --------------------------------------------------------------------------------------------------------

let count = 0;
let failed = 0;
function ok(holds, name, ...notes) {
  count++;
  if (!holds) failed++;
  console.log(`${holds ? 'ok' : 'not ok'} ${count} - ${name}`);
  if (!holds) for (const note of notes) console.log(`#   ${typeof note === 'string' ? note : JSON.stringify(note)}`);
}
const same = (found, expected, name) =>
  ok(JSON.stringify(found) === JSON.stringify(expected), name, { expected }, { found });

let browser;
try {
  browser = await chromium.launch({ executablePath });
} catch (error) {
  console.log(`1..1\nok 1 - the page in a browser # SKIP Chromium does not start: ${error.message.split('\n')[0]}`);
  process.exit(0);
}
const wanted = new Set((process.env.PAGE_TESTS ?? '').split(' ').filter(Boolean));
async function section(name, run) {
  if (wanted.size > 0 && !wanted.has(name)) return;
  console.log(`# ${name}`);
  try {
    await run();
  } catch (error) {
    ok(false, `${name} runs to its end`, ...String(error.stack).split('\n').slice(0, 8));
  }
}

// ---- Pages ------------------------------------------------------------------------------------------------------

// Everything any page asked for or complained of, but for what a test asks for on purpose.
const strangeRequests = [];
const complaints = [];

const START = new Date('2025-03-02T12:00:00Z');

async function open(file, options = {}) {
  const { hash = '', quiet = false, daring = false, ...rest } = options;
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, timezoneId: 'Europe/Paris', ...rest });
  const page = await context.newPage();
  await page.clock.install({ time: START });
  const address = file.startsWith('http:') ? file : pathToFileURL(file).href;
  const below = new URL('.', address).href;
  page.requests = [];
  page.on('request', (request) => {
    page.requests.push(request.url());
    if (!daring && !request.url().startsWith(below)) strangeRequests.push(request.url());
  });
  page.on('dialog', (dialog) => {
    complaints.push(`a dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  if (!quiet) {
    page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
    page.on('requestfailed', (request) => {
      const error = request.failure()?.errorText;
      if (error !== 'net::ERR_ABORTED') complaints.push(`${error}: ${request.url()}`);
    });
  }
  page.on('pageerror', (error) => complaints.push(String(error.stack)));
  await page.clock.pauseAt(new Date(START.getTime() + 3600000));
  await page.goto(address + hash);
  await settle(page);
  return page;
}

// Nothing here depends on how fast the machine is: the time of a page stands still, and goes on only when it is told to.
// Until the page was drawn, and what is bound to that was told of it.
const frame = (page) =>
  page.evaluate(
    () =>
      new Promise((done) => {
        new IntersectionObserver((_, observer) => {
          observer.disconnect();
          done();
        }).observe(document.documentElement);
      }),
  );
async function pass(page, milliseconds) {
  await frame(page);
  await page.clock.runFor(milliseconds);
}
async function settle(page) {
  await pass(page, 120);
  await page.evaluate(() =>
    Promise.all(
      [...document.querySelectorAll('#stage img')]
        .filter((image) => image.getAttribute('src') && !image.complete)
        .map(
          (image) =>
            new Promise((done) => {
              for (const type of ['load', 'error']) image.addEventListener(type, done, { once: true });
            }),
        ),
    ),
  );
  await pass(page, 20);
}
const close = (page) => page.context().close();
const text = (page, selector) => page.locator(selector).first().innerText();
const texts = (page, selector) => page.locator(selector).allInnerTexts();
const get = (page, selector, run) => page.locator(selector).first().evaluate(run);
const attribute = (page, selector, name) => page.locator(selector).first().getAttribute(name);
const nameOf = (page) => text(page, '#name').then((name) => name.replaceAll('\n', ''));
const rowNames = (page) => texts(page, '.row .name').then((names) => names.map((name) => name.replaceAll('\n', '')));
async function key(page, ...keys) {
  for (const name of keys) await page.keyboard.press(name);
  await pass(page, 60);
}

// Clears whatever has the focus, as a press on nothing does.
const blur = (page) => page.evaluate(() => document.activeElement?.blur());

// Which pictures are seen in a pane: [kind, opacity].
const faces = (page, pane = '#pane-first') =>
  page
    .locator(`${pane} img`)
    .evaluateAll((images) =>
      images
        .map((image) => [image.className, Number(getComputedStyle(image).opacity)])
        .filter(([, opacity]) => opacity > 0),
    );
const zoom = (page) => get(page, '#pane-first .sheet', (sheet) => Number(sheet.style.getPropertyValue('--zoom')));
const place = (page) =>
  get(page, '#pane-first .sheet', (sheet) => {
    const [x, y] = sheet.style.transform.match(/-?[\d.]+/g).map(Number);
    return { x, y };
  });
const box = (page, selector) => page.locator(selector).first().boundingBox();

async function screenshot(page, name) {
  if (!process.env.SCREENSHOTS) return;
  fs.mkdirSync(path.join(folder, 'screenshots'), { recursive: true });
  await page.screenshot({ path: path.join(folder, 'screenshots', `${name}.png`) });
}

// ---- A suite of usual size --------------------------------------------------------------------------------------

const usual = suite(page0, root, path.join(reports, 'usual'));
const usualFile = usual.write();
const total = usual.cases.length;
const stateOf = {};
for (const one of usual.cases) (stateOf[one.state] ??= []).push(one);
const toLookAt = usual.cases.filter((one) => one.state !== 'passed' && one.actual);
const find = (name) => usual.cases.find((one) => one.name === name);
const at = (name, mode) => `#case=${encodeURIComponent(name)}${mode ? `&mode=${mode}` : ''}`;
const STROKE = 'text/text_stroke';
const POSTER = 'poster/response-2';

await section('list', async () => {
  const page = await open(usualFile);
  same(await text(page, '#suite'), 'tests/reference', 'the suite is named');
  ok(/placard 0\.1\.0/.test(await text(page, '#about')), 'so is the version');
  ok(/1 Mar 2025, 13:00/.test(await text(page, '#about')), 'and when, in the time of the reader');
  ok(
    (await page.title()).includes('6 changed') && (await page.title()).includes('tests/reference'),
    'the title counts',
    await page.title(),
  );
  same(
    await texts(page, '.chip').then((all) => all.map((one) => one.replace(/\s+/g, ' '))),
    [`All ${total}`, 'Failed 1', 'Changed 6', 'Resized 1', 'Missing 1', 'New 1', 'Orphaned 1', `Passed ${total - 11}`],
    'a chip for each state, with counts',
  );
  same(await text(page, '#count'), `${total} cases`, 'cases are counted');
  const states = await texts(page, '.row .state');
  same(states.slice(0, 8), ['Failed', ...Array(6).fill('Changed'), 'Resized'], 'what needs looking at is first');
  ok((await page.locator('.row img').count()) > 5, 'rows have thumbnails');
  same(await page.locator('.row:first-child .thumbnail svg').count(), 1, 'or a sign of their state');
  ok(/11\.2.%/.test(await text(page, '.row:nth-child(2) .figure')), 'rows have percentages');

  const chip = (name) => page.locator(`.chip[data-state="${name}"]`);
  for (const [name, cases] of Object.entries(stateOf)) {
    await chip(name).click();
    const found = await texts(page, '.row .state');
    ok(
      found.length === Math.min(cases.length, found.length) &&
        found.every((word) => word.toLowerCase() === name) &&
        (await text(page, '#count')) === `${cases.length} of ${total} cases`,
      `the chip ${name} leaves those`,
      found,
    );
    same(await chip(name).getAttribute('aria-pressed'), 'true', `it is pressed: ${name}`);
    await chip(name).click();
  }
  await chip('new').click();
  await chip('missing').click();
  same((await texts(page, '.row .state')).sort(), ['Missing', 'New'], 'two chips leave both');
  await chip('').click();
  same(await text(page, '#count'), `${total} cases`, 'All shows all again');

  await page.fill('#search', 'ROTATION');
  same(await rowNames(page), ['every/rotation'], 'search finds names, in any case');
  same(await nameOf(page), 'every/rotation', 'and shows the first');
  await page.fill('#search', '分享好时光');
  const withText = usual.cases.filter((one) =>
    one.layers.some((layer) => layer.summary?.includes('分享好时光')),
  ).length;
  same(await text(page, '#count'), `${withText} of ${total} cases`, 'search finds what layers show');
  await page.fill('#search', 'font_size: expected');
  same(await rowNames(page), ['text/font_family'], 'search finds messages');
  await page.fill('#search', 'no such thing');
  same(await page.locator('.row').count(), 0, 'search may find nothing');
  await page.focus('#search');
  await key(page, 'Escape');
  same(await text(page, '#count'), `${total} cases`, 'Escape clears the search');
  await page.fill('#search', 'poster');
  await key(page, 'Enter');
  same(await page.evaluate(() => document.activeElement.id), 'list', 'Enter goes to the list');
  await key(page, 'ArrowDown', 'ArrowDown', 'ArrowDown');
  same(await nameOf(page), 'poster/response-1', 'arrows go along the list, and stop at its end');
  await key(page, 'Home');
  same(await nameOf(page), POSTER, 'Home goes to the first');
  await key(page, 'End');
  same(await nameOf(page), 'poster/response-1', 'End goes to the last');
  const active = await attribute(page, '#list', 'aria-activedescendant');
  same(await attribute(page, `#${active}`, 'aria-selected'), 'true', 'the list says which one is active');
  await key(page, '/');
  same(await page.evaluate(() => document.activeElement.id), 'search', '/ goes to the search');
  await page.keyboard.type('j');
  same(await page.inputValue('#search'), 'j', 'keys are text there');
  await page.fill('#search', '');

  const sorted = async (by) => {
    await page.selectOption('#sort', by);
    return rowNames(page);
  };
  const names = await sorted('name');
  same(names.slice(0, 2), ['document/background', 'every/idx'], 'sorted by name');
  same((await sorted('percent'))[0], 'text_mask/box_shadow', 'sorted by percentage');
  const area = [...usual.cases].sort((a, b) => (b.mismatched ?? -1) - (a.mismatched ?? -1));
  same(
    (await sorted('area')).slice(0, 3),
    area.slice(0, 3).map((one) => one.name),
    'sorted by changed area',
  );
  same((await sorted('state'))[0], 'text/font_family', 'sorted by state');

  await page.locator('#list').evaluate((list) => (list.scrollTop = 0));
  await page.locator('.row', { hasText: 'text_stroke' }).click();
  same(await nameOf(page), STROKE, 'a press on a row shows it');
  await blur(page);
  await key(page, 'j');
  same(await nameOf(page), 'every/rotation', 'j goes on');
  await key(page, 'k', 'k');
  same(await nameOf(page), 'text/letter_spacing', 'k goes back');
  await page.click('#next');
  same(await nameOf(page), STROKE, 'so does the button');
  await page.click('#previous');
  same(await nameOf(page), 'text/letter_spacing', 'and the one back');
  await page.focus('#list');
  await key(page, 'PageDown');
  ok((await nameOf(page)) !== 'text/letter_spacing', 'PageDown goes on by a page');
  await key(page, 'PageUp', 'Home');
  same(await page.locator('#previous').isDisabled(), true, 'there is nothing before the first');
  await key(page, 'End');
  same(await page.locator('#next').isDisabled(), true, 'nor after the last');
  await close(page);
});

await section('details', async () => {
  const page = await open(usualFile, { hash: at(POSTER) });
  const figures = await text(page, '#figures');
  const poster = find(POSTER);
  for (const word of ['13,225', '0.1', `of 255`, '768', '512', '0.97778']) {
    ok(figures.includes(word), `the figures have ${word}`, figures);
  }
  same(await text(page, '#message'), poster.message, 'the message is there');
  same(await texts(page, '#warnings li'), poster.warnings, 'and the warnings');
  same(await page.locator('#regions .item').count(), poster.regions.length, 'and the regions');
  same(await page.locator('#layers .item').count(), poster.layers.length, 'and the layers');
  ok((await text(page, '#layers li:nth-child(2)')).includes('分享好时光'), 'with what they show');
  same(await page.locator('#layers .touched').count(), 4, 'layers where pixels changed are marked');
  await page.fill('#search', STROKE);
  same(await page.locator('#layers .touched .number').allInnerTexts(), ['0'], 'and no others');
  ok((await text(page, '#layers .touched')).includes('touched'), 'by a word');
  ok((await text(page, '#layers-note')).includes('1 of 6'), 'they are counted');

  // A turned layer: what lies in the box around it, but not in its own, does not touch it.
  const turned = new Report(page0, path.join(reports, 'turned'));
  const picture = turned.put(blank(200, 200, [200, 190, 180, 255]));
  turned.cases.push({
    name: 'turned',
    state: 'changed',
    expected: picture,
    actual: picture,
    width: 200,
    height: 200,
    regions: [{ x: 20, y: 20, width: 10, height: 10, pixels: 5 }],
    layers: [
      { position: 0, type: 'text', left: 0, top: 90, width: 200, height: 20, rotation: 45, summary: 'touched' },
      { position: 1, type: 'text', left: 0, top: 90, width: 200, height: 20, rotation: -45, summary: 'not touched' },
      { position: 2, type: 'text', left: 30, top: 20, width: 20, height: 20, rotation: 0, summary: 'side by side' },
    ],
  });
  const other = await open(turned.write());
  same(await other.locator('#layers .touched .shows').allInnerTexts(), ['touched'], 'turned boxes count as they lie');
  await close(other);

  const layer = page.locator('#layers .item').nth(3);
  await layer.hover();
  same(await page.locator('.layer-box').count(), 2, 'a layer under the pointer is outlined in both panes');
  await page.mouse.move(700, 20);
  await settle(page);
  same(await page.locator('.layer-box').count(), 0, 'and not afterwards');
  await layer.focus();
  same(await page.locator('.layer-box span').first().innerText(), 'layer 3', 'so is one with the focus');
  await key(page, 'Enter');
  await blur(page);
  same(
    [await page.locator('.layer-box').count(), await layer.getAttribute('aria-pressed')],
    [2, 'true'],
    'one that was pressed stays outlined',
  );
  const outline = await box(page, '#pane-first .layer-box');
  const sheet = await box(page, '#pane-first .sheet');
  const zoomed = await zoom(page);
  const { left, top, width } = find(STROKE).layers[3];
  ok(
    Math.abs(outline.x - sheet.x - left * zoomed) < 2 &&
      Math.abs(outline.y - sheet.y - top * zoomed) < 2 &&
      Math.abs(outline.width - width * zoomed) < 2,
    'where it is',
    outline,
    sheet,
  );
  await layer.click();
  await page.mouse.move(700, 20);
  await blur(page);
  await settle(page);
  same(await page.locator('.layer-box').count(), 0, 'until it is pressed again');
  await close(page);
});

await section('modes', async () => {
  const page = await open(usualFile, { hash: at(STROKE) });
  same([await faces(page), await faces(page, '#pane-second')], [[['expected', 1]], [['actual', 1]]], 'side by side');
  for (const [number, mode] of ['side', 'swipe', 'blink', 'difference', 'onion'].entries()) {
    await key(page, String(number + 1));
    await pass(page, 400);
    same(await page.locator('input[name=mode]:checked').inputValue(), mode, `key ${number + 1} is ${mode}`);
    ok(page.url().endsWith(`&mode=${mode}`), 'the address says so', page.url());
    await page.locator(`#modes label:has([value=${mode === 'side' ? 'swipe' : 'side'}])`).click();
    await page.locator(`#modes label:has([value=${mode}])`).click();
    same(await attribute(page, '#stage', 'data-mode'), mode, 'so is the button');
  }
  await page.locator('input[value=side]').focus();
  await key(page, 'ArrowRight');
  same(await attribute(page, '#stage', 'data-mode'), 'swipe', 'arrows change the mode where the focus is on them');
  await blur(page);

  // Swipe
  same(
    await faces(page),
    [
      ['expected', 1],
      ['actual', 1],
    ],
    'swipe has both',
  );
  const cut = () =>
    get(page, '#pane-first .actual', (image) => parseFloat(getComputedStyle(image).clipPath.match(/([\d.]+)px\)/)[1]));
  const before = await cut();
  const divider = await box(page, '#divider');
  await page.mouse.move(divider.x + 16, divider.y + 200);
  await page.mouse.down();
  await page.mouse.move(divider.x + 116, divider.y + 220, { steps: 4 });
  await page.mouse.up();
  ok(Math.abs((await cut()) - before - 100) < 2, 'the divider is dragged', before, await cut());
  await page.focus('#divider');
  await key(page, 'Home');
  same([await cut(), await attribute(page, '#divider', 'aria-valuenow')], [0, '0'], 'Home takes it to the left');
  await key(page, 'ArrowRight', 'Shift+ArrowRight', 'PageUp');
  same(await attribute(page, '#divider', 'aria-valuenow'), '21', 'arrows and PageUp move it');
  await key(page, 'ArrowLeft', 'PageDown');
  same(await attribute(page, '#divider', 'aria-valuenow'), '10', 'and back');
  await key(page, 'End');
  same(await attribute(page, '#divider', 'aria-valuenow'), '100', 'End takes it to the right');
  for (let i = 0; i < 5; i++) await key(page, '+');
  const far = await box(page, '#divider');
  const pane = await box(page, '#pane-first');
  ok(
    far.x > pane.x && far.x + 16 <= pane.x + pane.width + 1,
    'it stays on the screen where the picture is larger',
    far,
    pane,
  );
  await key(page, '0');
  await blur(page);

  // Blink
  await key(page, '3');
  const seen = new Set();
  for (let i = 0; i < 20; i++) {
    seen.add(JSON.stringify(await faces(page)) + (await text(page, '#pane-first .tag')));
    await pass(page, 80);
  }
  same(
    [...seen].sort(),
    ['[["actual",1]]Actual', '[["expected",1]]Expected'],
    'blinking shows one, then the other, and says which',
  );
  await key(page, ' ');
  same(await text(page, '#pause'), 'Go on', 'Space pauses');
  const still = await attribute(page, '#stage', 'data-face');
  await pass(page, 1900);
  same(await attribute(page, '#stage', 'data-face'), still, 'then nothing blinks');
  await key(page, 'x');
  ok((await attribute(page, '#stage', 'data-face')) !== still, 'x changes over');
  await page.click('#pause');
  same(await text(page, '#pause'), 'Pause', 'the button goes on');
  await page.locator('#interval').fill('200');
  same(await text(page, '#interval-shown'), '0.2 s', 'the time is set');
  await page.evaluate(() => {
    window.flips = 0;
    new MutationObserver((all) => (window.flips += all.length)).observe(document.querySelector('#stage'), {
      attributeFilter: ['data-face'],
    });
  });
  await pass(page, 1300);
  same(await page.evaluate(() => window.flips), 6, 'and kept');
  await key(page, 'x');
  same(await text(page, '#pause'), 'Go on', 'x pauses as well');

  // Difference
  await key(page, '4');
  await settle(page);
  same(await faces(page), [['difference', 1]], 'difference has its picture');
  ok(
    page.requests.some((url) => url.endsWith(find(STROKE).difference)),
    'which was loaded',
  );
  await page.fill('#search', 'text/fit');
  await settle(page);
  same(
    [await faces(page), await get(page, '.actual', (image) => getComputedStyle(image).mixBlendMode)],
    [
      [
        ['expected', 1],
        ['actual', 1],
      ],
      'difference',
    ],
    'without one the browser subtracts',
  );
  ok((await text(page, '#figures')).includes('264'), 'two sizes are told', await text(page, '#figures'));
  await page.fill('#search', STROKE);

  // Onion skin
  await blur(page);
  await key(page, '5');
  same(
    await faces(page),
    [
      ['expected', 1],
      ['actual', 0.5],
    ],
    'onion skin lays one over the other',
  );
  await page.locator('#opacity').fill('80');
  same(
    [await faces(page), await text(page, '#opacity-shown').then((shown) => shown.replace(/\s/, ' '))],
    [
      [
        ['expected', 1],
        ['actual', 0.8],
      ],
      '80 %',
    ],
    'its opacity is set',
  );
  await page.focus('#opacity');
  await key(page, 'ArrowRight');
  same((await faces(page))[1][1], 0.81, 'by keys too');
  await blur(page);

  // Where a picture is not there
  await page.fill('#search', 'gradient/r1');
  await blur(page);
  for (const mode of ['2', '3', '4', '5']) {
    await key(page, mode);
    same(
      [await faces(page), await text(page, '#pane-first .tag'), await page.locator('#divider').isVisible()],
      [[['actual', 1]], 'Actual, alone', false],
      `a new picture is alone in mode ${mode}`,
    );
  }
  await key(page, '1');
  ok((await text(page, '#pane-first .empty')).includes('no expected picture'), 'side by side says what is not there');
  await page.fill('#search', 'old-direction');
  ok((await text(page, '#pane-second .empty')).includes('no actual picture'), 'on either side');
  await page.fill('#search', 'font_family');
  ok(await page.locator('#nothing').isVisible(), 'without any picture there is the reason');
  ok((await text(page, '#nothing')).includes('expected a length'), 'in words');
  same(await page.locator('#zoom-in').isDisabled(), true, 'and nothing to enlarge');
  await close(page);

  const calm = await open(usualFile, { hash: at(STROKE, 'blink'), reducedMotion: 'reduce' });
  same(await text(calm, '#pause'), 'Go on', 'nothing blinks by itself for those who want less motion');
  await close(calm);
});

await section('zoom', async () => {
  const page = await open(usualFile, { hash: at(POSTER, 'swipe') });
  same(await zoom(page), 1, 'a picture that has room is shown at 100 %');
  await key(page, '+');
  same(await zoom(page), 1.5, '+ enlarges');
  same(
    await get(page, '.expected', (image) => getComputedStyle(image).imageRendering),
    'pixelated',
    'with hard pixels',
  );
  await key(page, '-', '-');
  same(await zoom(page), 2 / 3, '- makes smaller');
  same(await get(page, '.expected', (image) => getComputedStyle(image).imageRendering), 'auto', 'with soft ones');
  await key(page, 'z');
  same([await zoom(page), await attribute(page, '#zoom-whole', 'aria-pressed')], [1, 'true'], 'z is 100 %');
  await key(page, '0');
  same(await attribute(page, '#zoom-fit', 'aria-pressed'), 'true', '0 fits');
  await page.click('#zoom-in');
  await page.click('#zoom-in');
  same(
    [await zoom(page), await text(page, '#zoom-shown').then((shown) => shown.replace(/\s/, ' '))],
    [2, '200 %'],
    'buttons enlarge',
  );
  await page.click('#zoom-out');
  same(await zoom(page), 1.5, 'and make smaller');
  await page.click('#zoom-whole');
  same(await zoom(page), 1, '1:1 is 100 %');
  await page.click('#zoom-fit');
  same(await attribute(page, '#zoom-fit', 'aria-pressed'), 'true', 'Fit fits');

  // The point under the pointer stays.
  const pane = await box(page, '#pane-first');
  const spot = { x: 300, y: 250 };
  const under = async () => {
    const [{ x, y }, scale] = [await place(page), await zoom(page)];
    return [(spot.x - x) / scale, (spot.y - y) / scale];
  };
  await page.mouse.move(pane.x + spot.x, pane.y + spot.y);
  const first = await under();
  await page.mouse.wheel(0, -400);
  await settle(page);
  await page.mouse.wheel(0, -400);
  await settle(page);
  const second = await under();
  ok(
    (await zoom(page)) > 3 && Math.hypot(first[0] - second[0], first[1] - second[1]) < 1.5,
    'the wheel enlarges what is under the pointer',
    first,
    second,
  );
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, 40);
  await page.keyboard.up('Control');
  await settle(page);
  const third = await under();
  ok(
    (await zoom(page)) < 2.5 && Math.hypot(first[0] - third[0], first[1] - third[1]) < 1.5,
    'so do two fingers on a touchpad',
  );
  await key(page, '0', '+', '+', '+');

  const from = await place(page);
  await page.mouse.move(pane.x + 200, pane.y + 500);
  await page.mouse.down();
  await page.mouse.move(pane.x + 260, pane.y + 460, { steps: 3 });
  await page.mouse.up();
  const to = await place(page);
  const near = (a, b, x, y) => Math.abs(a.x - b.x - x) <= 1 && Math.abs(a.y - b.y - y) <= 1;
  ok(near(to, from, 60, -40), 'dragging moves the picture', from, to);
  await page.focus('#stage');
  await key(page, 'ArrowRight', 'ArrowDown');
  const moved = await place(page);
  ok(near(moved, to, -40, -40), 'arrows move it', to, moved);
  await key(page, 'Shift+ArrowLeft');
  ok(near(await place(page), moved, 200, 0), 'Shift by more');
  await page.mouse.dblclick(pane.x + 200, pane.y + 500);
  same(await attribute(page, '#zoom-fit', 'aria-pressed'), 'true', 'a double press fits');
  await page.mouse.dblclick(pane.x + 200, pane.y + 500);
  same(await zoom(page), 4, 'or enlarges');
  await key(page, 'j');
  same(await zoom(page), 4, 'the next picture of that size is shown where the eye was');
  await key(page, 'j');
  same(await attribute(page, '#zoom-fit', 'aria-pressed'), 'true', 'one of another size as a whole');
  for (let i = 0; i < 30; i++) await page.keyboard.press('+');
  same(await zoom(page), 64, 'there is a largest');
  for (let i = 0; i < 60; i++) await page.keyboard.press('-');
  same(await zoom(page), 1 / 32, 'and a smallest');
  await close(page);

  const touch = await open(usualFile, {
    hash: at(POSTER, 'swipe'),
    hasTouch: true,
    viewport: { width: 360, height: 740 },
  });
  const client = await touch.context().newCDPSession(touch);
  const area = await box(touch, '#pane-first');
  const fingers = (type, gap) =>
    client.send('Input.dispatchTouchEvent', {
      type,
      touchPoints:
        type === 'touchEnd'
          ? []
          : [
              { x: area.x + 60 - gap, y: area.y + 200, id: 1 },
              { x: area.x + 60 + gap, y: area.y + 200, id: 2 },
            ],
    });
  const start = await zoom(touch);
  await fingers('touchStart', 10);
  for (let gap = 12; gap <= 30; gap += 2) await fingers('touchMove', gap);
  await fingers('touchEnd');
  await settle(touch);
  const ratio = (await zoom(touch)) / start;
  ok(ratio > 2.6 && ratio < 3.4, 'two fingers enlarge', ratio);
  await close(touch);
});

await section('regions', async () => {
  const page = await open(usualFile, { hash: at(POSTER, 'swipe') });
  const { regions } = find(POSTER);
  same(await page.locator('#pane-first .region').count(), regions.length, 'changed regions are outlined');
  same(await text(page, '#region-shown'), String(regions.length), 'and counted');
  const first = await box(page, '#pane-first .region');
  const sheet = await box(page, '#pane-first .sheet');
  ok(
    Math.abs(first.x - sheet.x - regions[0].x) < 1 && Math.abs(first.width - regions[0].width) < 1,
    'where they are',
    first,
  );
  await key(page, 'n');
  same(await text(page, '#region-shown'), `1 of ${regions.length}`, 'n goes to the first');
  await key(page, 'n');
  same(
    [await text(page, '#pane-first .region.current'), await page.locator('#regions [aria-pressed=true]').count()],
    ['region 2', 1],
    'and on; the one it is at is marked',
  );
  const current = await box(page, '#pane-first .region.current');
  const pane = await box(page, '#pane-first');
  ok(
    Math.abs(current.x + current.width / 2 - pane.x - pane.width / 2) < 3 && (await zoom(page)) > 1,
    'in the middle, enlarged',
    current,
  );
  ok((await text(page, '#say')).startsWith(`Region 2 of ${regions.length}`), 'it is said', await text(page, '#say'));
  await key(page, 'p', 'p');
  same(await text(page, '#region-shown'), `${regions.length} of ${regions.length}`, 'p goes back, and around');
  await page.click('#region-next');
  same(await text(page, '#region-shown'), `1 of ${regions.length}`, 'buttons do the same');
  await page.click('#region-previous');
  same(await text(page, '#region-shown'), `${regions.length} of ${regions.length}`, 'both of them');
  await page.locator('#regions .item').nth(2).click();
  same(await text(page, '#region-shown'), `3 of ${regions.length}`, 'so does the list of regions');
  await blur(page);
  await key(page, 'r');
  same(
    [await page.locator('.region').count(), await attribute(page, '#outlines', 'aria-pressed')],
    [0, 'false'],
    'r hides the outlines',
  );
  await page.click('#outlines');
  same(await page.locator('#pane-first .region').count(), regions.length, 'the button shows them');
  await page.fill('#search', 'document/background');
  same(
    [await text(page, '#region-shown'), await page.locator('#region-next').isDisabled()],
    ['none', true],
    'a case without any says so',
  );
  await close(page);
});

await section('loupe', async () => {
  const page = await open(usualFile, { hash: at(STROKE, 'swipe') });
  const one = find(STROKE);
  const picture = (name) => decode(path.join(reports, 'usual', name));
  const [expected, actual] = [picture(one.expected), picture(one.actual)];
  const colorOf = ({ width, pixels }, x, y) => [...pixels.subarray((y * width + x) * 4, (y * width + x) * 4 + 4)];
  let differing = 0;
  while (expected.pixels.readUInt32BE(differing * 4) === actual.pixels.readUInt32BE(differing * 4)) differing++;
  const spot = { x: differing % expected.width, y: Math.floor(differing / expected.width) };

  await key(page, 'l');
  ok(
    (await page.locator('#loupe').isVisible()) && (await attribute(page, '#loupe-toggle', 'aria-pressed')) === 'true',
    'l shows the loupe',
  );
  const point = async (where, pane = '#pane-first') => {
    const [area, { x, y }, scale] = [await box(page, pane), await place(page), await zoom(page)];
    await page.mouse.move(area.x + x + (where.x + 0.5) * scale, area.y + y + (where.y + 0.5) * scale);
    await settle(page);
    return {
      place: await text(page, '#loupe-place'),
      colors: await page
        .locator('.glass .channels')
        .evaluateAll((all) =>
          all.map((channels) => [...channels.children].map((channel) => Number(channel.lastChild.textContent))),
        ),
      note: await text(page, '#loupe-note'),
    };
  };
  await point(spot);
  await page.waitForFunction(() => document.querySelectorAll('.glass .channels').length === 2);
  const found = await point(spot);
  same(
    [found.place, found.colors],
    [`x ${spot.x}, y ${spot.y}`, [colorOf(expected, spot.x, spot.y), colorOf(actual, spot.x, spot.y)]],
    'it names the colours of both pictures, in a page opened as a file',
  );
  ok(/^Actual is R [+−]?\d+/.test(found.note), 'and how far they are apart', found.note);
  const alike = await point({ x: 2, y: 3 });
  same([alike.colors[0], alike.note], [colorOf(expected, 2, 3), 'The two are alike.'], 'or that they are not');
  ok(await page.locator('#pane-first .spot').count(), 'the pixel is marked');
  await page.focus('#stage');
  await key(page, 'ArrowRight', 'Shift+ArrowDown');
  same(await text(page, '#loupe-place'), 'x 3, y 13', 'arrows move it by pixels, with Shift by ten');
  await blur(page);
  const hidden = await page.evaluate(() => {
    const canvas = document.querySelector('.glass canvas');
    const style = getComputedStyle(document.querySelector('#loupe'));
    return [canvas.width > 0, style.pointerEvents];
  });
  same(hidden, [true, 'none'], "it is in nobody's way");
  await key(page, '1');
  const second = await point(spot, '#pane-second');
  same(second.colors, found.colors, 'it works in either pane');
  const glass = await box(page, '#loupe');
  const area = await box(page, '#stage');
  await page.mouse.move(area.x + area.width - 60, area.y + area.height - 60);
  await settle(page);
  await page.mouse.move(glass.x + 5, glass.y + 5);
  await page.click('#loupe-toggle');
  ok(await page.locator('#loupe').isHidden(), 'the button hides it');
  await close(page);

  // Without the bytes of pictures in the page.
  const bare = suite(page0, root, path.join(reports, 'bare'));
  bare.blocks.clear();
  const bareFile = bare.write();
  const pointed = async (other, until) => {
    await key(other, 'l');
    await other.focus('#stage');
    await key(other, 'ArrowRight');
    await other.waitForFunction(until).catch(() => {});
    return [await text(other, '#loupe-note'), await other.locator('.glass .channels').count()];
  };
  const other = await open(bareFile, { hash: at(STROKE, 'swipe') });
  const [note, shown] = await pointed(other, () => document.querySelector('#loupe-note').textContent.includes('no colours'));
  ok(note.includes('names no colours') && shown === 0, 'where a browser does not say, the loupe says so', note);
  await close(other);
  const server = http.createServer((request, response) => {
    const file = path.join(
      reports,
      'bare',
      path.normalize(decodeURIComponent(new URL(request.url, 'http://a').pathname)),
    );
    if (!fs.existsSync(file)) return response.writeHead(404).end();
    response
      .writeHead(200, { 'content-type': file.endsWith('.html') ? 'text/html' : 'image/png' })
      .end(fs.readFileSync(file));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const served = await open(`http://127.0.0.1:${server.address().port}/index.html`, {
    hash: at(STROKE, 'swipe'),
    quiet: true,
  });
  const [servedNote, servedShown] = await pointed(served, () => document.querySelectorAll('.glass .channels').length === 2);
  ok(servedShown === 2, 'from a server it names them', servedNote);
  await close(served);
  server.close();
});

await section('accept', async () => {
  const page = await open(usualFile, { hash: at(STROKE) });
  ok(
    (await text(page, '#accepted-count')).startsWith(`${toLookAt.length} pictures to look at`),
    'what is to be looked at is counted',
  );
  ok(await page.locator('#approve').isHidden(), 'there is no command yet');
  await key(page, 'a');
  same(
    [await text(page, '#accept'), await attribute(page, '#accept', 'aria-pressed')].map((word) =>
      word.replace(/\s+a$/, ''),
    ),
    ['Accepted', 'true'],
    'a accepts',
  );
  same(await page.locator('.row[aria-selected=true] .tick').innerText(), 'accepted', 'the list says so');
  same(await page.inputValue('#command'), `placard check tests/reference --report out/report --approve ${STROKE}`, 'there is a command');
  await page.fill('#search', 'gradient/r1');
  await settle(page);
  await page.click('#accept');
  await page.fill('#search', 'text/fit');
  await settle(page);
  await blur(page);
  await key(page, 'a');
  same(
    await page.inputValue('#command'),
    `placard check tests/reference --report out/report --approve gradient/r1 text/fit ${STROKE}`,
    'of all accepted names, in order',
  );
  await key(page, 'a');
  same(
    await page.inputValue('#command'),
    `placard check tests/reference --report out/report --approve gradient/r1 ${STROKE}`,
    'a takes it back',
  );
  same(await text(page, '#accepted-count'), `2 of ${toLookAt.length} pictures accepted.`, 'they are counted');
  for (const [name, why] of [
    ['document/background', 'passed'],
    ['font_family', 'Nothing was drawn'],
    ['old-direction', 'Nothing was drawn'],
  ]) {
    await page.fill('#search', name);
    await settle(page);
    await blur(page);
    await key(page, 'a');
    await pass(page, 80);
    ok(
      (await text(page, '#say')).includes(why) &&
        (await attribute(page, '#accept', 'aria-disabled')) === 'true' &&
        !(await page.inputValue('#command')).includes(name),
      `${name} cannot be accepted`,
      await text(page, '#say'),
    );
  }
  await page.fill('#search', POSTER);
  await blur(page);
  await settle(page);
  await page.reload();
  await settle(page);
  same(
    await page.inputValue('#command'),
    `placard check tests/reference --report out/report --approve gradient/r1 ${STROKE}`,
    'it is remembered',
  );

  await page
    .context()
    .grantPermissions(['clipboard-read', 'clipboard-write'])
    .catch(() => {});
  await page.click('#copy');
  await settle(page);
  same(await text(page, '#copy'), 'Copied', 'the command is copied');
  await page.fill('#search', '');
  await page.focus('#search');
  await key(page, 'Control+v');
  same(await page.inputValue('#search'), `placard check tests/reference --report out/report --approve gradient/r1 ${STROKE}`, 'as it is');
  await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
  await page.click('#copy');
  await settle(page);
  same(await text(page, '#copy'), 'Copied', 'without a clipboard of its own as well');
  await page.click('#clear');
  ok(await page.locator('#approve').isHidden(), 'all can be taken back');
  await page.reload();
  await settle(page);
  ok(await page.locator('#approve').isHidden(), 'for good');

  // A picture that was not on the screen.
  await page.goto('about:blank');
  await page.goto(pathToFileURL(usualFile).href + at(STROKE, 'difference'));
  await settle(page);
  await key(page, 'a');
  await pass(page, 80);
  ok(
    (await text(page, '#say')).includes('not been shown'),
    'nobody accepts what was not shown',
    await text(page, '#say'),
  );
  await key(page, '1');
  await settle(page);
  await key(page, '4', 'a');
  same(await attribute(page, '#accept', 'aria-pressed'), 'true', 'what was, from then on in every mode');
  await close(page);

  // Another picture under the same name is not the one that was accepted.
  const changing = new Report(page0, path.join(reports, 'changing'));
  const base = blank(40, 30, [240, 230, 220, 255]);
  const fill = (color) => {
    changing.cases = [
      { name: 'one', state: 'changed', expected: changing.put(base), actual: changing.put(blank(40, 30, color)) },
    ];
    return changing.write({ suite: 'changing', report: 'out/other', options: ['--scale', '2'] });
  };
  const changed = await open(fill([10, 20, 30, 255]));
  await key(changed, 'a');
  same(await changed.locator('#command').inputValue(), 'placard check changing --report out/other --scale 2 --approve one', 'one is accepted');
  fill([30, 20, 10, 255]);
  await changed.reload();
  await settle(changed);
  ok(await changed.locator('#approve').isHidden(), 'and no longer when its picture is another');
  changing.write({ suite: 'changing', against: 'before' });
  await changed.reload();
  await settle(changed);
  await key(changed, 'a');
  ok(
    (await text(changed, '#say')).includes('not taken over') && (await changed.locator('#approval').isHidden()),
    'nothing of two folders is accepted',
    await text(changed, '#say'),
  );
  await close(changed);
});

await section('page', async () => {
  const page = await open(usualFile, { hash: at(STROKE, 'swipe') });
  await key(page, '?');
  ok(await page.locator('#help').isVisible(), '? lists the keys');
  await screenshot(page, 'help');
  await key(page, 'j');
  same(await nameOf(page), STROKE, 'which do nothing meanwhile');
  await key(page, 'Escape');
  ok(await page.locator('#help').isHidden(), 'Escape closes the list');
  await page.click('#help-open');
  await page.click('#keys-on');
  await page.click('#help-close');
  ok(await page.locator('#help').isHidden(), 'so does its button');
  await blur(page);
  await key(page, 'j');
  same(await nameOf(page), STROKE, 'keys can be turned off');
  await page.reload();
  await settle(page);
  await key(page, 'j');
  same(await nameOf(page), STROKE, 'for later visits too');
  await page.click('#help-open');
  await page.click('#keys-on');
  await page.click('#help-close');
  await page.mouse.click(700, 15);
  await key(page, 'j', 'k');
  await key(page, 'Control+j', 'Alt+a');
  same(
    [await nameOf(page), await attribute(page, '#accept', 'aria-pressed')],
    [STROKE, 'false'],
    "keys with Ctrl or Alt are the browser's",
  );

  const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await background();
  await page.click('#theme');
  same([await text(page, '#theme'), await background()], ['Light', light], 'light');
  await page.click('#theme');
  const dark = await background();
  ok((await text(page, '#theme')) === 'Dark' && dark !== light, 'dark');
  await page.reload();
  await settle(page);
  same(await background(), dark, 'it is remembered');
  await page.click('#theme');
  same([await text(page, '#theme'), await background()], ['System', light], 'as the system has it');
  await page.emulateMedia({ colorScheme: 'dark' });
  same(await background(), dark, 'whatever that is');
  await page.emulateMedia({ colorScheme: 'light' });

  const width = async () => (await box(page, '#stage')).width;
  const narrow = await width();
  await blur(page);
  await key(page, 'f');
  ok((await width()) === 1440 && (await page.locator('#cases').isHidden()), 'f shows the picture alone');
  await page.click('#wide');
  same(await width(), narrow, 'the button brings the rest back');
  await key(page, 'f', '/');
  ok(await page.locator('#search').isVisible(), 'and so does the search');
  await blur(page);

  same(
    [await nameOf(page), await attribute(page, '#stage', 'data-mode')],
    [STROKE, 'swipe'],
    'the address opens a case in a mode',
  );
  await page.evaluate((hash) => (location.hash = hash), at('poster/response-1', 'onion'));
  await settle(page);
  same(
    [await nameOf(page), await attribute(page, '#stage', 'data-mode')],
    ['poster/response-1', 'onion'],
    'also later',
  );
  await page.evaluate(() => (location.hash = '#mode=blink'));
  await settle(page);
  same(
    [await nameOf(page), await attribute(page, '#stage', 'data-mode')],
    ['poster/response-1', 'blink'],
    'or in the mode alone',
  );
  await page.evaluate(() => (location.hash = '#case=%E0%A4%A&mode=constructor&x'));
  await settle(page);
  same(
    [await nameOf(page), await attribute(page, '#stage', 'data-mode')],
    ['poster/response-1', 'blink'],
    'nonsense changes nothing',
  );
  await page.locator('.chip[data-state=new]').click();
  await page.evaluate((hash) => (location.hash = hash), at(STROKE, 'side'));
  await settle(page);
  same(
    [await nameOf(page), await text(page, '#count')],
    [STROKE, `${total} cases`],
    'a case that is filtered out comes back with all',
  );
  await key(page, 'j', 'j', '2');
  await pass(page, 400);
  const url = page.url();
  ok(url.endsWith('&mode=swipe') && url.includes(encodeURIComponent(await nameOf(page))), 'the address follows', url);
  await close(page);
});

await section('access', async () => {
  const page = await open(usualFile, { hash: at(POSTER, 'blink') });
  await key(page, ' ', 'a', 'l');
  // Everything that can be used, by its id or its text.
  const usable = () =>
    page.evaluate(() => {
      const called = (element) => element.id || element.textContent.replace(/\s+/g, ' ').trim().slice(0, 40);
      return [...document.querySelectorAll('button, input, select, textarea, [tabindex="0"]')]
        .filter((element) => !element.disabled && element.checkVisibility() && !element.closest('dialog'))
        .filter((element) => element.type !== 'radio' || element.checked)
        .map(called);
    });
  const reached = new Map();
  const faint = [];
  await blur(page);
  for (let i = 0; i < 120; i++) {
    await page.keyboard.press('Tab');
    const found = await page.evaluate(() => {
      const element = document.activeElement;
      if (element === document.body) return null;
      const shown = [element, element.nextElementSibling, element.firstElementChild]
        .filter(Boolean)
        .some(
          (one) => parseFloat(getComputedStyle(one).outlineWidth) >= 2 && getComputedStyle(one).outlineStyle !== 'none',
        );
      return [element.id || element.textContent.replace(/\s+/g, ' ').trim().slice(0, 40), shown];
    });
    if (!found) break;
    if (reached.has(found[0])) break;
    reached.set(...found);
    if (!found[1]) faint.push(found[0]);
  }
  const missing = (await usable()).filter((name) => !reached.has(name));
  same(missing, [], 'Tab reaches everything');
  same(faint, [], 'and shows where it is');
  await key(page, '2');
  ok((await usable()).includes('divider'), 'the divider as well');

  const tree = await page.evaluate(() => {
    const problems = [];
    for (const element of document.querySelectorAll(
      'button, input, select, textarea, [role=slider], [role=listbox], [role=option], img, section, aside, main, nav',
    )) {
      if (!element.checkVisibility()) continue;
      const label =
        element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent ?? element.alt ?? element.textContent;
      if (!label?.trim() && !element.closest('.thumbnail'))
        problems.push(`${element.tagName} ${element.id} has no name`);
    }
    const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
    problems.push(...ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `${id} is there twice`));
    return problems;
  });
  same(tree, [], 'everything has a name, and its own id');
  same(
    await page
      .locator('.state:not(.chip)')
      .evaluateAll((all) => all.filter((one) => !one.textContent || !one.querySelector('svg')).length),
    0,
    'a state is a word and a sign, not a colour alone',
  );

  // Contrast of texts by WCAG 2.2, 1.4.3.
  const pale = () =>
    page.evaluate(() => {
      const parse = (color) => {
        const parts = color.match(/[\d.]+/g).map(Number);
        return { rgb: parts.slice(0, 3), alpha: parts[3] ?? 1 };
      };
      const over = (above, below) =>
        above.rgb.map((value, index) => value * above.alpha + below[index] * (1 - above.alpha));
      const ground = (element) => {
        if (!element) return [255, 255, 255];
        const own = parse(getComputedStyle(element).backgroundColor);
        return own.alpha === 1 ? own.rgb : over(own, ground(element.parentElement));
      };
      const light = (rgb) => {
        const [r, g, b] = rgb.map((value) =>
          value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
        );
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const bad = new Set();
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const element = walker.currentNode.parentElement;
        if (!walker.currentNode.data.trim()) continue;
        if (
          !element.checkVisibility() ||
          element.closest('script, style, option, .unseen, :disabled, [aria-disabled=true], .marks')
        )
          continue;
        const below = ground(element);
        const [a, b] = [light(over(parse(getComputedStyle(element).color), below)), light(below)];
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (ratio < 4.5)
          bad.add(`${ratio.toFixed(2)} ${element.tagName} ${element.className} ${walker.currentNode.data.trim()}`);
      }
      return [...bad];
    });
  for (const scheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.locator('.chip[data-state=changed]').click();
    await page.locator('.chip[data-state=""]').click();
    same(await pale(), [], `texts stand out, ${scheme}`);
  }
  await close(page);
});

await section('sizes', async () => {
  for (const colorScheme of ['light', 'dark']) {
    for (const [width, height] of [
      [1440, 900],
      [1024, 768],
      [800, 600],
      [360, 740],
    ]) {
      const page = await open(usualFile, { colorScheme, viewport: { width, height }, hash: at(POSTER, 'blink') });
      await key(page, 'a');
      await settle(page);
      const fits = async (what) => {
        const wide = await page.evaluate(() => {
          const most = document.documentElement.clientWidth;
          const beyond = [...document.querySelectorAll('button, input, select, textarea, h1, h2, #about, output')]
            .filter((element) => element.checkVisibility() && !element.closest('#chips, #rows, .unseen, #modes'))
            .filter((element) => {
              const rectangle = element.getBoundingClientRect();
              return rectangle.width > 0 && (rectangle.right > most + 1 || rectangle.left < -1);
            });
          return [
            Math.max(document.documentElement.scrollWidth, document.body.scrollWidth) - most,
            beyond.map((element) => element.id),
          ];
        });
        same(wide, [0, []], `${what} fits ${width}x${height}, ${colorScheme}`);
        await screenshot(page, `${what}-${width}-${colorScheme}`);
      };
      if (width > 760) {
        await fits('all of it');
        ok((await box(page, '#stage')).height > 200, 'the picture has room');
      } else {
        for (const part of ['picture', 'cases', 'details']) {
          await page.click(`#parts [data-part=${part}]`);
          await settle(page);
          same(await page.locator(`#${part}`).isVisible(), true, `there is a part with the ${part}`);
          await fits(part);
        }
        await page.click('#parts [data-part=cases]');
        await page.locator('.row').nth(2).click();
        await settle(page);
        ok(
          (await page.locator('#picture').isVisible()) && (await page.locator('#cases').isHidden()),
          'a press on a case goes to its picture',
        );
        for (const mode of ['swipe', 'onion', 'difference', 'side']) {
          await page.locator(`#modes label:has([value=${mode}])`).click();
          await fits(mode);
        }
        for (const mode of ['side', 'blink']) {
          await page.locator(`#modes label:has([value=${mode}])`).click();
          await page.click('#loupe-toggle');
          for (const y of [80, 400]) {
            const stage = await box(page, '#stage');
            await page.mouse.move(stage.x + 150, stage.y + y);
            await page.locator('#stage').focus();
            await key(page, 'ArrowRight');
            const [loupe, bar] = [await box(page, '#loupe'), await box(page, '#blinking')];
            ok(
              loupe &&
                loupe.x >= 0 &&
                loupe.x + loupe.width <= width &&
                loupe.y >= stage.y &&
                (!bar || loupe.y + loupe.height <= bar.y),
              `the loupe has room, ${mode}`,
              loupe,
              bar,
            );
          }
          await fits(`loupe ${mode}`);
          await page.click('#loupe-toggle');
        }
        await page.locator('#modes label:has([value=side])').click();
        for (const item of ['#regions .item', '#layers .item']) {
          await page.click('#parts [data-part=details]');
          await settle(page);
          await page.locator(item).first().click();
          await settle(page);
          ok(
            (await page.locator('#picture').isVisible()) && (await zoom(page)) >= 1,
            `a press on ${item} goes to the picture`,
          );
        }
        const marked = await box(page, '#pane-first .region.current');
        const half = await box(page, '#pane-first');
        ok(
          marked && marked.x >= half.x && marked.x + marked.width <= half.x + half.width,
          'where the region is',
          marked,
        );
        const small = await page.evaluate(() =>
          [...document.querySelectorAll('button, #modes label')]
            .filter((element) => element.checkVisibility())
            .filter(
              (element) => Math.min(element.getBoundingClientRect().width, element.getBoundingClientRect().height) < 24,
            )
            .map((element) => element.id || element.textContent),
        );
        same(small, [], 'controls are large enough for fingers');
      }
      await close(page);
    }
  }
});

// ---- What strangers may write -----------------------------------------------------------------------------------

const hostile = [
  '</script><img src=x onerror=alert(1)>',
  '"><svg onload=alert(1)>\'',
  'line\nfeed',
  'tab\tand\rreturn',
  'escape\u001b[31m\u001b[201~; rm -rf /',
  "it's 'quoted' \"twice\" `id` $(id) $HOME \\ !x",
  '-rf',
  'שלום/مرحبا',
  'abc\u202egnp.exe',
  '🎴/👩🏽‍🎨/🇨🇳',
  'long/' + 'wide'.repeat(600),
  '分享/好时光',
  '<!--<script>',
  '&lt;b&gt; &amp;',
  ' space at both ends ',
  'a#b&mode=onion=c%20%',
  '__proto__',
  'constructor',
  '*?[a-z]~{1,2}',
  'del\u007f\u0085\u2028x',
];

await section('hostile', async () => {
  const report = new Report(page0, path.join(reports, 'hostile'));
  const [one, two] = [blank(60, 40, [220, 210, 200, 255]), blank(60, 40, [200, 210, 220, 255])];
  const [expected, actual] = [report.put(one, true), report.put(two, true)];
  for (const name of hostile) {
    report.cases.push({
      name,
      state: 'changed',
      expected,
      actual,
      message: name,
      warnings: [name],
      percent: 100,
      mismatched: 2400,
      width: 60,
      height: 40,
      regions: [{ x: 0, y: 0, width: 60, height: 40, pixels: 2400 }],
      layers: [
        { position: 0, type: name, sub_type: name, summary: name, left: 0, top: 0, width: 60, height: 40, rotation: 0 },
      ],
    });
  }
  // What is not as it should be is left out, and the rest is shown.
  report.cases.push({
    name: 'elsewhere',
    state: 'changed',
    expected: 'https://example.org/a.png',
    actual: 'data/../../a.png',
  });
  report.cases.push({
    name: 'address',
    state: 'changed',
    expected: 'data:image/png;base64,AAAA',
    actual: 'javascript:alert(1)',
  });
  report.cases.push({
    name: 'wrong',
    state: 'toString',
    percent: 'x',
    regions: [null, {}, { x: 'a' }],
    layers: [null, {}],
    warnings: [null, 3],
  });
  report.cases.push({
    name: 'nulls',
    state: 'passed',
    percent: null,
    mismatched: null,
    expected: null,
    actual: null,
    regions: null,
    layers: null,
    warnings: null,
    message: null,
  });
  report.cases.push({}, null);
  const page = await open(report.write({ suite: '</title><script>alert(1)</script>', version: '<b>', date: '<i>' }));
  same(
    await page.locator('img:not(.expected, .actual, .difference, .thumbnail img), b b, svg[onload], i i').count(),
    0,
    'no markup comes of texts',
  );
  same(
    await page.evaluate(() => [...document.querySelectorAll('script')].filter((one) => !one.dataset.picture).length),
    1,
    'nor scripts',
  );
  same(await text(page, '#suite'), '</title><script>alert(1)</script>', 'they are shown as they are');
  const shown = [];
  for (let i = 0; i < report.cases.length + 2; i++) {
    shown.push(await nameOf(page));
    await key(page, 'a', 'n', 'j');
  }
  await settle(page);
  ok(
    shown.includes(hostile[0]) && shown.includes('line␊feed') && shown.includes('abc⟨U+202E⟩gnp.exe'),
    'each is shown, with what is unseen',
    shown,
  );
  same(await page.evaluate(() => document.documentElement.scrollWidth), 1440, 'none is too wide');
  await screenshot(page, 'hostile');

  const command = await page.inputValue('#command');
  ok(!/[\n\r\u001b\u202e\u2028]/.test(command), 'nothing in the command steers a terminal');
  const work = fs.mkdtempSync(path.join(folder, 'shell-'));
  const argumentsOf = (line) =>
    execFileSync('bash', ['-c', `placard() { printf '%s\\0' "$@"; }\n${line}`], { cwd: work })
      .toString()
      .split('\0')
      .slice(0, -1);
  const given = argumentsOf(command);
  same(
    given.slice(0, 6),
    ['check', '--report', 'out/report', '--approve', '--', '</title><script>alert(1)</script>'],
    'a name with a dash in front is no option',
  );
  same(given.slice(6).sort(), [...hostile].sort(), 'a shell reads the names as they are');
  same(fs.readdirSync(work), [], 'and does nothing else');
  fs.rmSync(work, { recursive: true });

  for (const name of hostile) {
    await page.evaluate((hash) => (location.hash = hash), `#case=${encodeURIComponent(name)}&mode=side`);
    await pass(page, 20);
    if ((await page.evaluate(() => document.querySelector('#message').textContent)) !== name)
      ok(false, `the address opens ${name}`);
  }
  ok(true, 'addresses open them all');
  await page.setViewportSize({ width: 360, height: 740 });
  for (const part of ['cases', 'picture', 'details']) {
    await page.click(`#parts [data-part=${part}]`);
    await settle(page);
    same(
      await page.evaluate(() => document.documentElement.scrollWidth),
      360,
      `none is too wide for a narrow screen: ${part}`,
    );
  }
  await close(page);

  const policy = await open(report.write(), { quiet: true, daring: true });
  const forbidden = await policy.evaluate(async () => {
    const found = [];
    try {
      document.body.innerHTML = '<p>markup</p>';
      found.push('markup of strings');
    } catch {
      // As it should be.
    }
    for (const url of ['https://example.org/a.png', 'data:image/gif;base64,R0lGODlhAQABAAAAACw=']) {
      await new Promise((resolve) => {
        const image = new Image();
        image.onload = () => resolve(found.push(url));
        image.onerror = resolve;
        image.src = url;
      });
    }
    await fetch('data/a').then(
      () => found.push('fetch'),
      () => {},
    );
    return found;
  });
  same(forbidden, [], 'the policy forbids markup of strings, other pictures and requests');
  await close(policy);

  for (const [name, data, expectation] of [
    ['no JSON', '{"cases": [', 'cannot be read'],
    ['no cases', '{}', 'cannot be read'],
    ['null', 'null', 'cannot be read'],
    ['an empty suite', '{"suite": "empty", "cases": []}', 'empty'],
  ]) {
    const file = path.join(reports, 'broken.html');
    fs.writeFileSync(file, Buffer.concat([page0[0], Buffer.from(data), page0[1], page0[2]]));
    const broken = await open(file);
    ok((await text(broken, 'h1')).includes(expectation), `${name}: the page says so`);
    await key(broken, 'j', 'a', 'n', 'l', '1', '3', '+');
    await close(broken);
  }

  const lost = new Report(page0, path.join(reports, 'lost'));
  lost.cases.push({
    name: 'lost',
    state: 'changed',
    expected: lost.put(one),
    actual: 'data/none.png',
    width: 60,
    height: 40,
  });
  const losing = await open(lost.write(), { quiet: true });
  ok((await text(losing, '#pane-second .empty')).includes('data/none.png'), 'a picture that is not there is named');
  await key(losing, 'a');
  same(await attribute(losing, '#accept', 'aria-pressed'), 'false', 'and not accepted');
  await close(losing);
});

// ---- Many cases -------------------------------------------------------------------------------------------------

await section('many', async () => {
  const report = new Report(page0, path.join(reports, 'many'));
  const count5 = 5000;
  const states = ['changed', 'passed', 'passed', 'passed', 'passed', 'passed', 'passed', 'new', 'resized', 'failed'];
  for (let i = 0; i < count5; i++) {
    const file = `data/p${i}.png`;
    fs.writeFileSync(path.join(report.folder, file), encode(blank(4, 3, [i & 255, (i >> 8) * 10, 128, 255])));
    report.cases.push({
      name: `folder-${i % 40}/case-${i}`,
      state: states[i % 10],
      percent: (i * 37) % 101,
      mismatched: i,
      bound: 0.1,
      width: 4,
      height: 3,
      expected: file,
      actual: i % 10 === 9 ? null : file,
      message: 'message',
      regions: Array.from({ length: 30 }, (_, k) => ({ x: k % 4, y: 0, width: 1, height: 1, pixels: 1 })),
      layers: Array.from({ length: 12 }, (_, k) => ({
        position: k,
        type: 'text',
        left: 0,
        top: 0,
        width: 4,
        height: 3,
        rotation: 0,
        summary: `分享好时光 ${i} ${k}`,
      })),
    });
  }
  const page = await open(report.write());
  const nodes = () => page.evaluate(() => document.querySelectorAll('*').length);
  const pictures = () => page.requests.filter((url) => url.endsWith('.png')).length;
  ok((await nodes()) < 1500, '5,000 cases are few elements', await nodes());
  ok(pictures() < 60, 'and few pictures', pictures());
  await page.fill('#search', 'case-49');
  same(await text(page, '#count'), '111 of 5,000 cases', 'search finds what there is');
  await page.fill('#search', '好时光 4321 7');
  same(await rowNames(page), ['folder-1/case-4321'], 'and in layers');
  await page.fill('#search', '');
  for (const by of ['name', 'percent', 'area', 'state'])
    await page.selectOption('#sort', by);
  await page.locator('.chip[data-state=changed]').click();
  same(await text(page, '#count'), '500 of 5,000 cases', 'the filter finds what there is');
  await page.locator('.chip[data-state=""]').click();
  await page.selectOption('#sort', 'name');
  await page.focus('#list');
  await key(page, 'Home');
  for (let i = 0; i < 30; i++) await page.keyboard.press('j');
  await settle(page);
  same(
    await get(page, '.row[aria-selected=true]', (row) => row.getAttribute('aria-posinset')),
    '31',
    'each of them was gone to',
  );
  await page.keyboard.press('End');
  same(
    await get(page, '.row[aria-selected=true]', (row) => row.getAttribute('aria-posinset')),
    '5000',
    'it is the last',
  );
  const before = pictures();
  for (let top = 0; top < 270000; top += 9000) {
    await page.locator('#list').evaluate((list, to) => (list.scrollTop = to), top);
    await pass(page, 8);
  }
  await pass(page, 300);
  ok(pictures() - before < 200, 'rows that fly past load nothing', pictures() - before);
  ok((await nodes()) < 1500, 'there are still few elements', await nodes());
  await screenshot(page, 'many');
  await close(page);

  // One document with as many layers as there may be, and more regions than are shown.
  const large = new Report(page0, path.join(reports, 'large'));
  const picture = large.put(blank(300, 200, [230, 225, 220, 255]));
  large.cases.push({
    name: 'large',
    state: 'changed',
    expected: picture,
    actual: picture,
    width: 300,
    height: 200,
    regions: Array.from({ length: 5000 }, (_, k) => ({ x: k % 300, y: k % 200, width: 2, height: 2, pixels: 1 })),
    layers: Array.from({ length: 1000 }, (_, k) => ({
      position: k,
      type: 'text',
      left: k % 300,
      top: k % 200,
      width: 20,
      height: 10,
      rotation: k,
      summary: 'x',
    })),
  });
  const heavy = await open(large.write());
  same(
    [await heavy.locator('#pane-first .region').count(), await heavy.locator('#layers .item').count()],
    [200, 200],
    '200 regions and layers are shown',
  );
  await heavy.click('#layers-rest');
  same(
    [await heavy.locator('#layers .item').count(), await heavy.locator('#layers-rest').isHidden()],
    [1000, true],
    'and all layers when asked for',
  );
  await close(heavy);
});

same(strangeRequests, [], 'nothing was asked for but what is beside the page');
same(complaints, [], 'the browser had nothing to complain of');
await browser.close();
console.log(`1..${count}`);
process.exit(failed > 0 ? 1 : 0);
