/*
 * The page of `placard check SUITE --report DIR`: index.html, and beside it a folder data/ of pictures.
 *
 * embed.sh makes report.h of report.html, report.css and this file: pl_page_start, pl_page_middle and pl_page_end.
 * index.html is, one after the other,
 *
 *   pl_page_start
 *   the data, one JSON object                                          (below)
 *   pl_page_middle
 *   for some pictures a block: the bytes of their files once more, in base64, as text of an element
 *     script type="text/plain" data-picture="data/HASH.png"
 *   pl_page_end
 *
 * In the JSON every `<` has to be written \u003c, so that no text of it ends the block it stands in; it is UTF-8, and
 * everything else is as RFC 8259 has it. Texts may hold anything else: the page shows them as text and nothing more.
 *
 * The blocks of pictures are for the loupe. A page that was opened as a file may show the pictures beside it but may
 * not read their pixels; it can read these. Where a picture has no block the loupe still enlarges it, and names
 * colours only if the page comes from a server. Blocks are worth it for the expected and the actual pictures of cases
 * that did not pass, until some 16 MiB are full. They come after the script: the page works while they are loading.
 *
 * {
 *   "suite": "tests/reference",      as it was given to the program: the command that approves repeats it
 *   "against": "before",             the other folder, where two with pictures are compared: nothing can be accepted then
 *   "report": "out/report",          the folder of this report, as it was given
 *   "options": ["--scale", "2"],     that the command repeats
 *   "version": "0.1.0",              of Placard
 *   "date": "2025-03-01T12:00:00Z",  shown in the reader's time; what is no date, as it is
 *   "summary": {                     of the run; whatever can be counted from the cases, the page counts
 *     "seconds": 1.9                 how long it took
 *   },
 *   "cases": [{
 *     "name": "text/stroke-thick",   path below the suite, without ending; no two are alike
 *     "state": "changed",            passed    not farther from the expected picture than the bound
 *                                    changed   farther than that
 *                                    resized   of another size than the expected picture
 *                                    new       drawn; there is no expected picture yet
 *                                    missing   drawn; the expected picture should be there and is not
 *                                    orphaned  an expected picture without a document
 *                                    failed    not drawn; the message says why
 *     "mismatched": 120,             pixels that differ
 *     "percent": 0.013,              the same of all pixels, in percent
 *     "bound": 0.1,                  how many percent may differ
 *     "mean": 0.02,                  of the differences of all channels, 0 to 255
 *     "greatest": 93,                of any channel, 0 to 255
 *     "ssim": 0.9991,                structural similarity, 1 where the pictures are alike
 *     "width": 768, "height": 1152,  of the actual picture, where there is none of the expected one
 *     "expected": "data/HASH.png",   the golden picture
 *     "actual": "data/HASH.png",     what was drawn now
 *     "difference": "data/HASH.png", where they differ; left out, the browser subtracts one from the other
 *     "thumbnail": "data/HASH.png",  for the list; left out, the actual or the expected picture
 *     "message": "...",              in the program's words: the error, or what differs
 *     "regions": [                   rectangles around what differs, the first to be looked at first; 200 are shown
 *       {"x": 88, "y": 34, "width": 40, "height": 12, "pixels": 120}
 *     ],
 *     "layers": [                    lowest first, as placard_layer_describe() has them, but in pixels of the actual
 *                                    picture: multiplied by the scale where that is not 1
 *       {"position": 0, "type": "text", "sub_type": "Title", "left": 88, "top": 34, "width": 591, "height": 98,
 *        "rotation": 0, "summary": "分享好时光"}
 *     ],
 *     "warnings": ["..."]
 *   }]
 * }
 *
 * All but "name" and "state" may be left out or null, where it is unknown or does not apply. A picture is a file right
 * in data/ whose name has letters, digits, `-` and `_`, and ends in .png or .jpg; the page loads no other. As the page
 * remembers by these names what was accepted, a name should change with the picture: be its hash.
 *
 * What the page gives to be copied is `placard check SUITE --report REPORT OPTION... --approve NAME...`, with the names
 * of the cases; where the suite or one of these begins with a dash, `placard check --report REPORT OPTION... --approve
 * -- SUITE NAME...`. The program then holds what it draws against this report, and writes nothing else.
 */
'use strict';
(() => {
  const STATES = {
    failed: { word: 'Failed', says: 'The document could not be drawn.' },
    changed: { word: 'Changed', says: 'More pixels differ than its bound allows.' },
    resized: { word: 'Resized', says: 'The two pictures are not of the same size.' },
    missing: { word: 'Missing', says: 'The expected picture is missing.' },
    new: { word: 'New', says: 'There is no expected picture yet.' },
    orphaned: { word: 'Orphaned', says: 'There is an expected picture, but no document to draw.' },
    passed: { word: 'Passed', says: 'It is as expected.' },
    other: { word: 'Unknown', says: 'This page does not know the state of this case.' },
  };
  const RANK = Object.keys(STATES);
  const MODES = ['side', 'swipe', 'blink', 'difference', 'onion'];
  const ROW = 68; // height of a row of the list, as in report.css
  const ROWS_AROUND = 6;
  const MOST_REGIONS = 200;
  const MOST_LAYERS = 200;
  const ZOOMS = [
    1 / 32,
    1 / 16,
    1 / 8,
    1 / 6,
    1 / 4,
    1 / 3,
    1 / 2,
    2 / 3,
    1,
    1.5,
    2,
    3,
    4,
    6,
    8,
    12,
    16,
    24,
    32,
    48,
    64,
  ];
  const GLASS = 11; // pixels of a picture across the loupe

  const byId = (id) => document.getElementById(id);

  // make('b', {class: 'base'}, 'text', element...): texts become text, never markup.
  function make(name, attributes, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes ?? {})) element.setAttribute(key, value);
    element.append(...children);
    return element;
  }

  function icon(name) {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
    svg.setAttribute('class', 'icon');
    svg.setAttribute('aria-hidden', 'true');
    use.setAttribute('href', `#icon-${name}`);
    svg.append(use);
    return svg;
  }

  const setIcon = (button, name) => button.querySelector('use').setAttribute('href', `#icon-${name}`);
  const press = (button, on) => button.setAttribute('aria-pressed', String(on));
  const clamp = (value, least, most) => Math.min(Math.max(value, least), most);
  const times = '\u2009×\u2009';
  const minus = '\u2212';

  // ---- Data -----------------------------------------------------------------------------------------------------

  const textOf = (value) => (typeof value === 'string' ? value.toWellFormed() : '');
  const numberOf = (value) => (Number.isFinite(value) ? value : null);
  const listOf = (value) => (Array.isArray(value) ? value.filter((item) => item !== null) : []);
  const pictureOf = (value) => (/^data\/[\w-]+\.(png|jpe?g)$/.test(textOf(value)) ? value : null);

  // What steers terminals and the order of letters: controls, marks of direction, line and paragraph separators.
  const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;

  // A name or text on one line, with nothing in it that is not seen.
  function visible(value) {
    return value.replace(UNSEEN, (character) => {
      const code = character.codePointAt(0);
      if (code < 0x20) return String.fromCodePoint(0x2400 + code);
      return code === 0x7f ? '\u2421' : `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
    });
  }

  function readCase(raw, index) {
    const state = textOf(raw.state);
    const one = {
      index,
      raw,
      name: textOf(raw.name),
      state: Object.hasOwn(STATES, state) ? state : 'other',
      message: textOf(raw.message),
      expected: pictureOf(raw.expected),
      actual: pictureOf(raw.actual),
      difference: pictureOf(raw.difference),
      haystack: null,
    };
    for (const key of ['mismatched', 'percent', 'bound', 'mean', 'greatest', 'ssim', 'width', 'height']) {
      one[key] = numberOf(raw[key]);
    }
    one.thumbnail = pictureOf(raw.thumbnail) ?? one.actual ?? one.expected;
    return one;
  }

  const regionsOf = (one) =>
    listOf(one.raw.regions)
      .slice(0, MOST_REGIONS)
      .map((raw) => ({
        x: numberOf(raw.x) ?? 0,
        y: numberOf(raw.y) ?? 0,
        width: numberOf(raw.width) ?? 0,
        height: numberOf(raw.height) ?? 0,
        pixels: numberOf(raw.pixels),
      }));

  const layersOf = (one) =>
    listOf(one.raw.layers).map((raw, index) => ({
      position: numberOf(raw.position) ?? index,
      type: textOf(raw.type),
      label: textOf(raw.sub_type),
      left: numberOf(raw.left) ?? 0,
      top: numberOf(raw.top) ?? 0,
      width: numberOf(raw.width) ?? 0,
      height: numberOf(raw.height) ?? 0,
      rotation: numberOf(raw.rotation) ?? 0,
      summary: textOf(raw.summary),
    }));

  let report;
  try {
    report = JSON.parse(byId('data').textContent);
    if (!report || typeof report !== 'object' || !Array.isArray(report.cases)) throw new Error('it has no cases');
  } catch (error) {
    byId('suite').textContent = 'This report cannot be read';
    byId('about').textContent = error.message;
    document.body.classList.add('broken');
    return;
  }
  const suite = textOf(report.suite);
  const against = textOf(report.against);
  const repeated = ['--report', textOf(report.report), ...listOf(report.options).map(textOf)];
  const cases = listOf(report.cases).map(readCase);
  byId('data').remove();

  // Names in an order that has 9 before 10; what sorts otherwise falls back on it.
  const collator = new Intl.Collator('en', { numeric: true });
  [...cases].sort((a, b) => collator.compare(a.name, b.name)).forEach((one, rank) => (one.rank = rank));
  const byName = new Map(cases.map((one) => [one.name, one]));

  // ---- What is kept from one visit to the next ------------------------------------------------------------------

  // A page may be forbidden to keep anything.
  function recall(key) {
    try {
      return localStorage.getItem(`placard ${key}`);
    } catch {
      return null;
    }
  }

  function keep(key, value) {
    try {
      localStorage.setItem(`placard ${key}`, value);
    } catch {
      // Then it lasts as long as the page.
    }
  }

  const state = {
    picked: new Set(), // states to show; none means all
    search: '',
    sort: 'state',
    order: [], // cases of the list, in its order
    case: null,
    mode: 'side',
    blinkFace: 'expected',
    blinking: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    interval: 600,
    opacity: 0.5,
    cut: 0.5,
    outlines: true,
    region: -1,
    regions: [],
    layers: [],
    layer: null, // outlined because the pointer or the focus is on it
    pinned: null, // outlined because it was pressed
    loupe: false,
    pixel: null, // what the loupe is at
    keys: recall('keys') !== 'off',
  };
  const view = { fit: true, zoom: 1, x: 0, y: 0 }; // x, y: the point of the picture in the middle of a pane
  const accepted = new Set();
  const seen = new Set();

  let saying = 0;
  function say(text) {
    byId('say').textContent = '';
    clearTimeout(saying);
    saying = setTimeout(() => (byId('say').textContent = text), 50);
  }

  // ---- Numbers as people read them ------------------------------------------------------------------------------

  const grouped = new Intl.NumberFormat('en', { maximumFractionDigits: 3 });
  const counted = (count, noun) => `${grouped.format(count)} ${noun}${count === 1 ? '' : 's'}`;
  const short = (value) => grouped.format(Math.round(value * 100) / 100).replace('-', minus);

  function percentage(value, digits = 2) {
    if (value === null) return '';
    if (value > 0 && value < 0.001) return '<\u20090.001\u202f%';
    if (value > 99.9 && value < 100) return '>\u200999.9\u202f%';
    return `${grouped.format(Number(value.toPrecision(value < 1 ? digits : digits + 1)))}\u202f%`;
  }

  // ---- The list -------------------------------------------------------------------------------------------------

  const list = byId('list');
  const rows = byId('rows');
  const drawn = new Map(); // place in the list -> its row
  let listHeight = list.clientHeight;

  function haystack(one) {
    one.haystack ??= [one.name, one.message, ...layersOf(one).flatMap((layer) => [layer.label, layer.summary])]
      .join('\n')
      .toLowerCase();
    return one.haystack;
  }

  const ORDERS = {
    state: (a, b) => RANK.indexOf(a.state) - RANK.indexOf(b.state) || ORDERS.percent(a, b),
    name: () => 0,
    percent: (a, b) => (b.percent ?? -1) - (a.percent ?? -1),
    area: (a, b) => (b.mismatched ?? -1) - (a.mismatched ?? -1),
  };

  function arrange() {
    const words = state.search.toLowerCase().split(/\s+/).filter(Boolean);
    const order = ORDERS[state.sort];
    state.order = cases
      .filter((one) => state.picked.size === 0 || state.picked.has(one.state))
      .filter((one) => words.every((word) => haystack(one).includes(word)))
      .sort((a, b) => order(a, b) || a.rank - b.rank);
    state.order.forEach((one, place) => (one.place = place));
    rows.style.height = `${state.order.length * ROW}px`;
    drawn.clear();
    rows.replaceChildren();
    const all = state.order.length === cases.length;
    byId('count').textContent = all
      ? counted(cases.length, 'case')
      : `${grouped.format(state.order.length)} of ${counted(cases.length, 'case')}`;
    list.classList.toggle('none', state.order.length === 0);
    drawRows();
  }

  const placeOf = (one) => (one && state.order[one.place] === one ? one.place : -1);

  function nameOf(one) {
    const name = visible(one.name);
    const slash = name.lastIndexOf('/');
    const folder = slash < 0 ? [] : [make('span', { class: 'folder' }, make('bdi', {}, name.slice(0, slash)), '/')];
    return [...folder, make('bdi', { class: 'base' }, name.slice(slash + 1))];
  }

  function badge(one) {
    return make('span', { class: 'state', 'data-state': one.state }, icon(one.state), STATES[one.state].word);
  }

  function makeRow(one, place) {
    const row = make('div', {
      class: 'row',
      role: 'option',
      id: `case-${one.index}`,
      title: visible(one.name),
      'aria-posinset': place + 1,
      'aria-setsize': state.order.length,
    });
    row.style.transform = `translateY(${place * ROW}px)`;
    const thumbnail = make('span', { class: 'thumbnail' }, one.thumbnail ? '' : icon(one.state));
    const figure = one.percent === null || one.percent === 0 ? '' : percentage(one.percent);
    row.append(
      thumbnail,
      make(
        'span',
        { class: 'label' },
        make('span', { class: 'name' }, ...nameOf(one)),
        make('span', { class: 'under' }, badge(one), make('span', { class: 'figure' }, figure)),
      ),
      make('span', { class: 'tick' }),
    );
    markRow(row, one);
    // Rows that fly past load nothing.
    setTimeout(() => {
      if (row.isConnected && one.thumbnail) {
        const picture = make('img', { alt: '', decoding: 'async' });
        picture.addEventListener('error', () => picture.remove());
        picture.src = one.thumbnail;
        thumbnail.append(picture);
      }
    }, 80);
    return row;
  }

  function markRow(row, one) {
    row.setAttribute('aria-selected', String(one === state.case));
    const tick = row.querySelector('.tick');
    if (accepted.has(one) && !tick.firstChild) {
      tick.append(icon('passed'), make('span', {}, 'accepted'));
    } else if (!accepted.has(one)) {
      tick.replaceChildren();
    }
  }

  function drawRows(top = list.scrollTop) {
    const first = Math.max(0, Math.floor(top / ROW) - ROWS_AROUND);
    const last = Math.min(state.order.length, Math.ceil((top + listHeight) / ROW) + ROWS_AROUND);
    for (const [place, row] of drawn) {
      if (place < first || place >= last) {
        row.remove();
        drawn.delete(place);
      }
    }
    for (let place = first; place < last; place++) {
      if (!drawn.has(place)) {
        const row = makeRow(state.order[place], place);
        drawn.set(place, row);
        // Rows stand in the document as they do on the screen, for those who hear them.
        rows.insertBefore(row, drawn.get(place + 1) ?? null);
      }
    }
    const chosen = drawn.get(placeOf(state.case));
    if (chosen) list.setAttribute('aria-activedescendant', chosen.id);
    else list.removeAttribute('aria-activedescendant');
  }

  function markRows() {
    for (const [place, row] of drawn) markRow(row, state.order[place]);
  }

  function showRow(place) {
    const former = list.scrollTop;
    const top = clamp(former, (place + 1) * ROW - listHeight, place * ROW);
    if (top !== former) list.scrollTop = top;
    drawRows(top);
  }

  list.addEventListener('scroll', () => requestAnimationFrame(() => drawRows()), { passive: true });
  new ResizeObserver(() => {
    listHeight = list.clientHeight;
    drawRows();
  }).observe(list);
  rows.addEventListener('click', (event) => {
    const row = event.target.closest('.row');
    if (!row) return;
    select(cases[Number(row.id.slice('case-'.length))]);
    showPart('picture');
  });
  list.addEventListener('keydown', (event) => {
    const page = Math.max(1, Math.floor(list.clientHeight / ROW) - 1);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    if (event.key in steps && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      step(steps[event.key]);
    } else if (event.key === 'Enter') {
      showPart('picture');
      byId('stage').focus();
    }
  });

  // Goes by so many places in the list; from the top where the case is not in it.
  function step(by) {
    if (state.order.length === 0) return;
    const from = placeOf(state.case);
    const place = from < 0 ? 0 : clamp(from + by, 0, state.order.length - 1);
    select(state.order[place]);
  }

  function makeChips() {
    const counts = new Map();
    for (const one of cases) counts.set(one.state, (counts.get(one.state) ?? 0) + 1);
    const chip = (name, word, count) => {
      const button = make('button', {
        type: 'button',
        class: 'chip state',
        'data-state': name,
        'aria-pressed': 'false',
      });
      if (name) button.append(icon(name));
      button.append(word, ' ', make('b', {}, grouped.format(count)));
      button.addEventListener('click', () => {
        if (!name) state.picked.clear();
        else if (!state.picked.delete(name)) state.picked.add(name);
        refilter();
      });
      return button;
    };
    const present = RANK.filter((name) => counts.has(name));
    byId('chips').append(
      chip('', 'All', cases.length),
      ...present.map((name) => chip(name, STATES[name].word, counts.get(name))),
    );
    for (const name of present) {
      const share = make('span', { 'data-state': name });
      share.style.flexGrow = counts.get(name);
      byId('shares').append(share);
    }
    const told = present.map((name) => `${grouped.format(counts.get(name))} ${STATES[name].word.toLowerCase()}`);
    document.title = `${told.join(', ') || 'no cases'} – ${visible(suite)}`;
  }

  function refilter() {
    for (const chip of byId('chips').children) {
      const name = chip.dataset.state;
      press(chip, name ? state.picked.has(name) : state.picked.size === 0);
    }
    list.scrollTop = 0;
    arrange();
    if (placeOf(state.case) < 0 && state.order.length > 0) select(state.order[0]);
    else if (state.case && placeOf(state.case) >= 0) showRow(placeOf(state.case));
  }

  byId('search').addEventListener('input', (event) => {
    state.search = event.target.value;
    refilter();
  });
  byId('search').addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    if (event.key === 'Enter' || event.key === 'ArrowDown') {
      event.preventDefault();
      list.focus();
    } else if (event.key === 'Escape') {
      event.preventDefault();
      if (event.target.value) {
        event.target.value = state.search = '';
        refilter();
      } else {
        list.focus();
      }
    }
  });
  byId('sort').addEventListener('change', (event) => {
    state.sort = event.target.value;
    list.scrollTop = 0;
    arrange();
    drawHead();
  });

  // ---- The case -------------------------------------------------------------------------------------------------

  const stage = byId('stage');
  const panes = [byId('pane-first'), byId('pane-second')].map((pane) => ({
    pane,
    sheet: pane.querySelector('.sheet'),
    pictures: pane.querySelector('.pictures'),
    marks: pane.querySelector('.marks'),
    tags: [...pane.querySelectorAll('.tag')],
    empty: pane.querySelector('.empty'),
    images: {},
  }));
  const [firstPane, secondPane] = panes;

  function select(one) {
    if (!one) return;
    const former = state.case && sheetSize();
    state.case = one;
    if (placeOf(one) >= 0) showRow(placeOf(one));
    state.regions = regionsOf(one);
    state.layers = layersOf(one);
    state.region = -1;
    state.layer = state.pinned = null;
    forgetReaders();
    loadPictures();
    // Where the next picture is of the same size, the eye stays where it was.
    const size = sheetSize();
    if (!former || former.width !== size.width || former.height !== size.height) view.fit = true;
    drawHead();
    drawDetails();
    drawMarks();
    drawMode();
    markRows();
    noteAddress();
  }

  function loadPictures() {
    const one = state.case;
    for (const pane of panes) {
      pane.pictures.replaceChildren();
      pane.images = {};
    }
    const load = (pane, kind) => {
      if (!one[kind]) return;
      const picture = make('img', { class: kind, decoding: 'sync', draggable: 'false', alt: `${kind} picture` });
      picture.addEventListener('load', () => {
        if (state.case !== one) return;
        picture.style.setProperty('--w', picture.naturalWidth);
        picture.style.setProperty('--h', picture.naturalHeight);
        drawMode();
      });
      picture.addEventListener('error', () => {
        picture.classList.add('lost');
        if (state.case === one) drawMode();
      });
      picture.style.setProperty('--w', one.width ?? 1);
      picture.style.setProperty('--h', one.height ?? 1);
      picture.src = one[kind];
      pane.images[kind] = picture;
      pane.pictures.append(picture);
    };
    load(firstPane, 'expected');
    load(firstPane, 'actual');
    load(secondPane, 'actual');
  }

  // The picture of differences is loaded when it is asked for.
  function loadDifference() {
    const one = state.case;
    if (firstPane.images.difference || !one.difference) return;
    const picture = make('img', { class: 'difference', decoding: 'sync', draggable: 'false', alt: 'difference' });
    for (const name of ['load', 'error']) {
      picture.addEventListener(name, () => {
        picture.classList.toggle('lost', name === 'error');
        if (state.case === one) drawMode();
      });
    }
    picture.style.setProperty('--w', one.width ?? 1);
    picture.style.setProperty('--h', one.height ?? 1);
    picture.src = one.difference;
    firstPane.images.difference = picture;
    firstPane.pictures.append(picture);
  }

  const lost = (kind) => firstPane.images[kind]?.classList.contains('lost') ?? false;
  const has = (kind) => Boolean(firstPane.images[kind]) && !lost(kind);
  const isLoaded = (picture) => Boolean(picture && picture.complete && picture.naturalWidth > 0);

  function sheetSize() {
    const one = state.case;
    const size = { width: 0, height: 0 };
    for (const kind of ['expected', 'actual']) {
      const picture = firstPane.images[kind];
      if (isLoaded(picture)) {
        size.width = Math.max(size.width, picture.naturalWidth);
        size.height = Math.max(size.height, picture.naturalHeight);
      }
    }
    return size.width > 0 ? size : { width: one?.width || 1, height: one?.height || 1 };
  }

  function drawHead() {
    const one = state.case;
    byId('name').replaceChildren(...nameOf(one));
    byId('name').title = visible(one.name);
    const parts = [badge(one)];
    if (one.percent !== null && one.mismatched !== 0) {
      parts.push(make('span', {}, percentage(one.percent), make('span', { class: 'word' }, ' differs')));
    } else if (one.percent !== null) {
      parts.push(make('span', {}, 'no pixel differs'));
    }
    parts.push(make('span', { class: 'says' }, STATES[one.state].says));
    byId('verdict').replaceChildren(...parts);
    byId('previous').disabled = placeOf(one) === 0;
    byId('next').disabled = placeOf(one) === state.order.length - 1;
    drawAccept();
  }

  function figure(term, value, note) {
    if (value === '') return [];
    return [make('dt', {}, term), make('dd', {}, value, ...(note ? [' ', make('span', { class: 'note' }, note)] : []))];
  }

  function sizeFigures() {
    const shown = (picture) => `${picture.naturalWidth}${times}${picture.naturalHeight}`;
    const { expected, actual } = firstPane.images;
    if (isLoaded(expected) && isLoaded(actual) && shown(expected) !== shown(actual)) {
      return [...figure('Expected size', shown(expected)), ...figure('Actual size', shown(actual))];
    }
    const size = sheetSize();
    return size.width > 1 ? figure('Size', `${size.width}${times}${size.height}`) : [];
  }

  function drawFigures() {
    const one = state.case;
    const number = (value) => (value === null ? '' : grouped.format(value));
    byId('figures').replaceChildren(
      ...figure('Pixels', number(one.mismatched), one.percent === null ? '' : percentage(one.percent, 3)),
      ...figure('Allowed', percentage(one.bound, 3)),
      ...figure('Mean', number(one.mean), 'of 255'),
      ...figure('Greatest', number(one.greatest), 'of 255'),
      ...figure('SSIM', one.ssim === null ? '' : String(Number(one.ssim.toFixed(5)))),
      ...sizeFigures(),
    );
    byId('part-figures').hidden = !byId('figures').firstChild;
  }

  function drawDetails() {
    const one = state.case;
    drawFigures();
    byId('part-message').hidden = !one.message;
    byId('message').textContent = one.message;
    const warnings = listOf(one.raw.warnings).map(textOf).filter(Boolean);
    byId('part-warnings').hidden = warnings.length === 0;
    byId('warnings').replaceChildren(...warnings.map((warning) => make('li', {}, warning)));

    byId('part-regions').hidden = state.regions.length === 0;
    const more = listOf(one.raw.regions).length - state.regions.length;
    byId('regions').replaceChildren(
      ...state.regions.map((region, index) => {
        const button = make(
          'button',
          { type: 'button', class: 'item', 'aria-pressed': 'false' },
          make('span', { class: 'number' }, String(index + 1)),
          make('span', {}, `${short(region.width)}${times}${short(region.height)}`),
          make('span', { class: 'note' }, `at ${short(region.x)}, ${short(region.y)}`),
          make('span', { class: 'end' }, region.pixels === null ? '' : `${grouped.format(region.pixels)} px`),
        );
        button.addEventListener('click', () => toRegion(index));
        return make('li', {}, button);
      }),
    );
    if (more > 0) byId('regions').append(make('li', { class: 'note' }, `and ${grouped.format(more)} more`));

    byId('part-layers').hidden = state.layers.length === 0;
    for (const layer of state.layers) layer.touched = state.regions.filter((region) => touches(layer, region)).length;
    const touched = state.layers.filter((layer) => layer.touched > 0).length;
    byId('layers-note').textContent =
      state.regions.length === 0
        ? 'Lowest first.'
        : `Lowest first. ${touched} of ${state.layers.length} ${touched === 1 ? 'lies' : 'lie'} where pixels changed.`;
    byId('layers').replaceChildren();
    drawLayers(MOST_LAYERS);
  }

  function drawLayers(most) {
    const from = byId('layers').childElementCount;
    byId('layers').append(...state.layers.slice(from, most).map(layerItem));
    const rest = state.layers.length - byId('layers').childElementCount;
    byId('layers-rest').hidden = rest <= 0;
    byId('layers-rest').textContent = `Show ${grouped.format(rest)} more`;
  }
  byId('layers-rest').addEventListener('click', () => drawLayers(Infinity));

  function layerItem(layer) {
    const all = state.regions.length;
    const turned = layer.rotation === 0 ? '' : `, turned by ${short(layer.rotation)}°`;
    const button = make(
      'button',
      { type: 'button', class: 'item layer', 'aria-pressed': 'false' },
      make('span', { class: 'number' }, String(layer.position)),
      make(
        'span',
        { class: 'what' },
        make('span', { class: 'kind' }, make('b', {}, visible(layer.type) || 'layer'), ' ', visible(layer.label)),
        make('bdi', { class: 'shows' }, visible(layer.summary)),
        make(
          'span',
          { class: 'note' },
          `${short(layer.width)}${times}${short(layer.height)} at ${short(layer.left)}, ${short(layer.top)}${turned}`,
        ),
      ),
    );
    if (layer.touched > 0) {
      button.classList.add('touched');
      const which = all > 1 && layer.touched < all ? `${layer.touched} of ${all}` : '';
      button.append(
        make(
          'span',
          { class: 'end' },
          make('span', { class: 'touch' }, icon('regions'), 'touched'),
          make('span', { class: 'note' }, which),
        ),
      );
    }
    const hover = (on) => () => {
      state.layer = on ? layer : state.layer === layer ? null : state.layer;
      drawMarks();
    };
    button.addEventListener('pointerenter', hover(true));
    button.addEventListener('pointerleave', hover(false));
    button.addEventListener('focus', hover(true));
    button.addEventListener('blur', hover(false));
    button.addEventListener('click', () => {
      state.pinned = state.pinned === layer ? null : layer;
      if (state.pinned) showPart('picture');
      for (const other of byId('layers').querySelectorAll('.item'))
        press(other, other === button && state.pinned !== null);
      drawMarks();
    });
    return make('li', {}, button);
  }

  // Corners of a layer's box, which turns about its middle.
  function cornersOf(layer) {
    const angle = (layer.rotation * Math.PI) / 180;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const [x, y] = [layer.left + layer.width / 2, layer.top + layer.height / 2];
    return [
      [-1, -1],
      [1, -1],
      [1, 1],
      [-1, 1],
    ].map(([right, down]) => {
      const [dx, dy] = [(right * layer.width) / 2, (down * layer.height) / 2];
      return [x + dx * cos - dy * sin, y + dx * sin + dy * cos];
    });
  }

  // Whether a box and a region have more than an edge in common: no line parallel to a side of either parts them.
  function touches(layer, region) {
    const box = cornersOf(layer);
    const rectangle = cornersOf({
      left: region.x,
      top: region.y,
      width: region.width,
      height: region.height,
      rotation: 0,
    });
    const angle = (layer.rotation * Math.PI) / 180;
    const directions = [
      [1, 0],
      [0, 1],
      [Math.cos(angle), Math.sin(angle)],
      [-Math.sin(angle), Math.cos(angle)],
    ];
    return directions.every(([x, y]) => {
      const along = (points) => points.map((point) => point[0] * x + point[1] * y);
      const [a, b] = [along(box), along(rectangle)];
      return Math.max(...a) > Math.min(...b) + 1e-6 && Math.max(...b) > Math.min(...a) + 1e-6;
    });
  }

  // ---- Modes ----------------------------------------------------------------------------------------------------

  function setMode(mode) {
    if (!MODES.includes(mode)) return;
    state.mode = mode;
    state.blinkFace = 'expected';
    drawMode();
    noteAddress();
  }

  // What the pane of all modes but side by side shows where not all pictures are there.
  function lone() {
    if (has('expected') && has('actual')) return '';
    return has('actual') ? 'actual' : has('expected') ? 'expected' : 'none';
  }

  function absence(kind) {
    const one = state.case;
    if (one[kind]) return `The ${kind} picture could not be loaded: ${one[kind]}`;
    return kind === 'expected' ? 'There is no expected picture.' : 'There is no actual picture.';
  }

  function drawMode() {
    const one = state.case;
    if (!one) return;
    const { mode } = state;
    if (mode === 'difference') loadDifference();
    const alone = lone();
    const subtracted = mode === 'difference' && !has('difference');
    stage.dataset.mode = mode;
    stage.dataset.lone = mode === 'side' ? '' : alone;
    stage.dataset.face = state.blinkFace;
    stage.classList.toggle('subtracted', subtracted && alone === '');
    stage.style.setProperty('--onion', state.opacity);
    for (const radio of document.querySelectorAll('input[name=mode]')) radio.checked = radio.value === mode;

    const bare = !one.expected && !one.actual;
    byId('nothing').hidden = !bare;
    byId('nothing').firstElementChild.textContent = STATES[one.state].says;
    byId('nothing').lastElementChild.textContent = one.message;
    firstPane.pane.hidden = bare;
    secondPane.pane.hidden = bare || mode !== 'side';

    drawTags(mode, alone, subtracted);
    byId('divider').hidden = mode !== 'swipe' || alone !== '';
    byId('blinking').hidden = mode !== 'blink';
    byId('skinning').hidden = mode !== 'onion';
    byId('interval-shown').textContent = `${(state.interval / 1000).toFixed(1)} s`;
    byId('opacity-shown').textContent = `${Math.round(state.opacity * 100)}\u202f%`;
    byId('pause').lastElementChild.textContent = state.blinking ? 'Pause' : 'Go on';
    setIcon(byId('pause'), state.blinking ? 'pause' : 'play');
    stage.setAttribute('aria-label', `${firstPane.tags[0].textContent}: ${visible(one.name)}. Arrow keys move it.`);
    setTimer();
    layout();
    drawFigures();
    noteSeen();
  }

  function drawTags(mode, alone, subtracted) {
    let [left, right, empty] = ['', '', ''];
    if (mode === 'side') {
      left = 'Expected';
      if (!has('expected')) empty = absence('expected');
    } else if (alone === 'none') {
      empty = `${absence('expected')} ${absence('actual')}`;
    } else if (alone !== '') {
      left = alone === 'actual' ? 'Actual, alone' : 'Expected, alone';
    } else if (mode === 'swipe') {
      [left, right] = ['Expected', 'Actual'];
    } else if (mode === 'blink') {
      left = state.blinkFace === 'actual' ? 'Actual' : 'Expected';
    } else if (mode === 'difference') {
      left = subtracted ? 'Difference of colours' : 'Difference';
    } else {
      left = `Actual at ${Math.round(state.opacity * 100)}\u202f% over expected`;
    }
    firstPane.tags[0].textContent = left;
    firstPane.tags[1].textContent = right;
    firstPane.empty.textContent = empty;
    secondPane.tags[0].textContent = 'Actual';
    secondPane.empty.textContent = has('actual') ? '' : absence('actual');
  }

  for (const radio of document.querySelectorAll('input[name=mode]')) {
    radio.addEventListener('change', () => setMode(radio.value));
  }

  // Blinking: one picture over the other, in turn.
  let timer = 0;
  let timed = 0;
  function setTimer() {
    const wanted = state.mode === 'blink' && state.blinking && lone() === '' ? state.interval : 0;
    if (wanted === timed) return;
    clearInterval(timer);
    timed = wanted;
    if (wanted) timer = setInterval(flip, wanted);
  }

  function flip() {
    if (state.mode !== 'blink' || lone() !== '') return;
    state.blinkFace = state.blinkFace === 'expected' ? 'actual' : 'expected';
    stage.dataset.face = state.blinkFace;
    drawTags('blink', '', false);
    noteSeen();
  }

  function pause() {
    state.blinking = !state.blinking;
    drawMode();
    say(state.blinking ? 'Blinking' : 'Paused');
  }

  byId('pause').addEventListener('click', pause);
  byId('interval').addEventListener('input', (event) => {
    state.interval = Number(event.target.value);
    drawMode();
  });
  byId('opacity').addEventListener('input', (event) => {
    state.opacity = Number(event.target.value) / 100;
    drawMode();
  });

  // ---- Zoom and place -------------------------------------------------------------------------------------------

  const MARGIN = 20; // of a picture that is shown as a whole
  const BAR = 36; // what the controls of two modes take below it; in the others as well, so that nothing jumps

  // Kept, as to ask for it after every change would have the browser lay the whole page out each time.
  const room = { width: stage.clientWidth, height: stage.clientHeight };

  function paneSize() {
    const { width, height } = room;
    if (state.mode !== 'side') return { width, height: Math.max(height - BAR, 1) };
    return stage.dataset.split === 'row' ? { width: (width - 1) / 2, height } : { width, height: (height - 1) / 2 };
  }

  // Small pictures are enlarged by whole numbers only, so that their pixels stay alike.
  function fitZoom(size, width, height) {
    const zoom = Math.min((width - 2 * MARGIN) / size.width, (height - 2 * MARGIN) / size.height);
    return zoom >= 1 ? Math.min(Math.floor(zoom), 4) : Math.max(zoom, 1 / 64);
  }

  function layout() {
    if (!state.case || room.width === 0) return;
    const size = sheetSize();
    if (state.mode === 'side') {
      const beside = fitZoom(size, room.width / 2, room.height);
      const below = fitZoom(size, room.width, room.height / 2);
      stage.dataset.split = below > beside ? 'column' : 'row';
    }
    const pane = paneSize();
    const fit = fitZoom(size, pane.width, pane.height);
    if (view.fit) view.zoom = fit;
    view.x = view.fit || size.width * view.zoom <= pane.width ? size.width / 2 : clamp(view.x, 0, size.width);
    view.y = view.fit || size.height * view.zoom <= pane.height ? size.height / 2 : clamp(view.y, 0, size.height);
    view.left = Math.round(pane.width / 2 - view.x * view.zoom);
    view.top = Math.round(pane.height / 2 - view.y * view.zoom);
    for (const { sheet } of panes) {
      sheet.style.setProperty('--zoom', view.zoom);
      sheet.style.setProperty('--w', size.width);
      sheet.style.setProperty('--h', size.height);
      sheet.style.transform = `translate(${view.left}px, ${view.top}px)`;
    }
    stage.classList.toggle('large', view.zoom > 1);
    const bare = firstPane.pane.hidden;
    const shown = view.zoom < 0.1 ? (view.zoom * 100).toFixed(1) : Math.round(view.zoom * 100);
    byId('zoom-shown').textContent = bare ? '–' : `${shown}\u202f%`;
    for (const name of ['out', 'in', 'fit', 'whole']) byId(`zoom-${name}`).disabled = bare;
    press(byId('zoom-fit'), view.fit);
    press(byId('zoom-whole'), !view.fit && view.zoom === 1);
    layoutDivider(pane, size);
    drawSpots();
  }

  function extent(pane, size) {
    const left = Math.max(0, view.left);
    return { left, width: Math.max(1, Math.min(pane.width, view.left + size.width * view.zoom) - left) };
  }

  // The divider stands in what is seen of the picture, so that it is at hand however large that is.
  function layoutDivider(pane, size) {
    const { left, width } = extent(pane, size);
    const x = left + state.cut * width;
    const divider = byId('divider');
    divider.style.left = `${x}px`;
    divider.setAttribute('aria-valuenow', String(Math.round(state.cut * 100)));
    divider.setAttribute('aria-valuetext', `${Math.round(state.cut * 100)} % expected`);
    firstPane.sheet.style.setProperty('--cut', `${Math.max(0, x - view.left)}px`);
  }

  function cutAt(clientX) {
    const { left, width } = extent(paneSize(), sheetSize());
    state.cut = clamp((clientX - firstPane.pane.getBoundingClientRect().left - left) / width, 0, 1);
    layout();
    noteSeen();
  }

  byId('divider').addEventListener('pointerdown', (event) => {
    event.stopPropagation();
    event.preventDefault();
    event.currentTarget.focus();
    event.currentTarget.setPointerCapture(event.pointerId);
  });
  byId('divider').addEventListener('pointermove', (event) => {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) cutAt(event.clientX);
  });
  byId('divider').addEventListener('keydown', (event) => {
    const by = event.shiftKey ? 0.1 : 0.01;
    const steps = {
      ArrowLeft: -by,
      ArrowDown: -by,
      ArrowRight: by,
      ArrowUp: by,
      PageDown: -0.1,
      PageUp: 0.1,
      Home: -1,
      End: 1,
    };
    if (!(event.key in steps) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    state.cut = clamp(Math.round((state.cut + steps[event.key]) * 1000) / 1000, 0, 1);
    layout();
    noteSeen();
  });

  // Zooms; the point of the picture under (x, y) of a pane stays there.
  function zoomTo(zoom, x = paneSize().width / 2, y = paneSize().height / 2) {
    const pane = paneSize();
    const next = clamp(zoom, ZOOMS[0], ZOOMS.at(-1));
    view.x += (x - pane.width / 2) * (1 / view.zoom - 1 / next);
    view.y += (y - pane.height / 2) * (1 / view.zoom - 1 / next);
    view.zoom = next;
    view.fit = false;
    layout();
  }

  function zoomStep(by) {
    const next =
      by > 0 ? ZOOMS.find((zoom) => zoom > view.zoom * 1.01) : ZOOMS.findLast((zoom) => zoom < view.zoom / 1.01);
    if (next) zoomTo(next);
  }

  function zoomFit() {
    view.fit = true;
    layout();
  }

  function pan(dx, dy) {
    view.fit = false;
    view.x -= dx / view.zoom;
    view.y -= dy / view.zoom;
    layout();
  }

  byId('zoom-in').addEventListener('click', () => zoomStep(1));
  byId('zoom-out').addEventListener('click', () => zoomStep(-1));
  byId('zoom-fit').addEventListener('click', zoomFit);
  byId('zoom-whole').addEventListener('click', () => zoomTo(1));

  // Looked up by place: while a pointer is held, its events are the stage's.
  function inPane(event) {
    const pane = document.elementFromPoint(event.clientX, event.clientY)?.closest('.pane');
    const box = (pane ?? firstPane.pane).getBoundingClientRect();
    return { pane, x: event.clientX - box.left, y: event.clientY - box.top };
  }

  stage.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      const lines =
        event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : event.deltaMode === WheelEvent.DOM_DELTA_PAGE ? 400 : 1;
      const { x, y } = inPane(event);
      // Browsers tell of two fingers on a touchpad as a wheel with Ctrl, in small steps.
      zoomTo(view.zoom * Math.exp(clamp(-event.deltaY * lines, -400, 400) * (event.ctrlKey ? 0.01 : 0.0015)), x, y);
    },
    { passive: false },
  );

  // One pointer moves the picture, two zoom it. With the loupe on, one finger moves the loupe.
  const pointers = new Map();
  stage.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || !event.target.closest('.pane')) return;
    stage.setPointerCapture(event.pointerId);
    const box = event.target.closest('.pane').getBoundingClientRect();
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY, box });
    stage.classList.add('held');
    pointAt(event);
  });
  stage.addEventListener('pointermove', (event) => {
    const held = pointers.get(event.pointerId);
    if (!held || pointers.size === 1) pointAt(event);
    if (!held) return;
    const [dx, dy] = [event.clientX - held.x, event.clientY - held.y];
    const other = [...pointers.entries()].find(([id]) => id !== event.pointerId)?.[1];
    if (other) {
      const before = Math.hypot(held.x - other.x, held.y - other.y);
      const after = Math.hypot(event.clientX - other.x, event.clientY - other.y);
      pan(dx / 2, dy / 2);
      const [x, y] = [(event.clientX + other.x) / 2 - held.box.left, (event.clientY + other.y) / 2 - held.box.top];
      if (before > 0) zoomTo((view.zoom * after) / before, x, y);
    } else if (!(state.loupe && event.pointerType === 'touch') && (dx !== 0 || dy !== 0)) {
      pan(dx, dy);
    }
    held.x = event.clientX;
    held.y = event.clientY;
  });
  const release = (event) => {
    pointers.delete(event.pointerId);
    stage.classList.toggle('held', pointers.size > 0);
  };
  stage.addEventListener('pointerup', release);
  stage.addEventListener('pointercancel', release);
  stage.addEventListener('lostpointercapture', release);
  stage.addEventListener('dblclick', (event) => {
    const { pane, x, y } = inPane(event);
    if (!pane || event.target.closest('#divider')) return;
    if (!view.fit) return zoomFit();
    zoomTo(view.zoom < 1 ? 1 : view.zoom * 4, x, y);
  });
  stage.addEventListener('keydown', (event) => {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    if (event.target !== stage || !(event.key in steps) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const [x, y] = steps[event.key];
    if (state.loupe) {
      const by = event.shiftKey ? 10 : 1;
      const size = sheetSize();
      const from = state.pixel ?? { x: Math.floor(view.x), y: Math.floor(view.y) };
      state.pixel = {
        x: clamp(from.x + x * by, 0, size.width - 1),
        y: clamp(from.y + y * by, 0, size.height - 1),
      };
      drawSpots();
    } else {
      const by = event.shiftKey ? 200 : 40;
      pan(-x * by, -y * by);
    }
  });
  function measure() {
    room.width = stage.clientWidth;
    room.height = stage.clientHeight;
    layout();
    noteSeen();
  }
  new ResizeObserver(measure).observe(stage);

  // ---- Marks: regions, layers, the pixel under the pointer ------------------------------------------------------

  function mark(kind, x, y, width, height) {
    const element = make('div', { class: kind });
    for (const [key, value] of Object.entries({ '--x': x, '--y': y, '--w': width, '--h': height })) {
      element.style.setProperty(key, value);
    }
    return element;
  }

  function drawMarks() {
    for (const { marks } of panes) {
      marks.replaceChildren();
      if (state.outlines) {
        state.regions.forEach((region, index) => {
          const element = mark('region', region.x, region.y, region.width, region.height);
          if (index === state.region) {
            element.classList.add('current');
            element.append(make('span', {}, `region ${index + 1}`));
          }
          marks.append(element);
        });
      }
      for (const layer of new Set([state.pinned, state.layer])) {
        if (!layer) continue;
        const element = mark('layer-box', layer.left, layer.top, layer.width, layer.height);
        element.style.transform = `rotate(${layer.rotation}deg)`;
        element.append(make('span', {}, `layer ${layer.position}`));
        marks.append(element);
      }
    }
    const count = state.regions.length;
    press(byId('outlines'), state.outlines);
    byId('outlines').disabled = byId('region-next').disabled = byId('region-previous').disabled = count === 0;
    byId('region-shown').textContent =
      count === 0 ? 'none' : state.region < 0 ? String(count) : `${state.region + 1} of ${count}`;
    byId('regions')
      .querySelectorAll('.item')
      .forEach((item, index) => press(item, index === state.region));
    drawSpots();
  }

  function toRegion(index) {
    const region = state.regions[index];
    if (!region) return;
    showPart('picture');
    state.region = index;
    state.outlines = true;
    const pane = paneSize();
    const fit = fitZoom(sheetSize(), pane.width, pane.height);
    const zoom = Math.min(
      (pane.width * 0.5) / Math.max(region.width, 4),
      (pane.height * 0.5) / Math.max(region.height, 4),
      8,
    );
    view.fit = zoom <= fit;
    view.zoom = Math.floor(zoom) > fit ? Math.floor(zoom) : zoom;
    view.x = region.x + region.width / 2;
    view.y = region.y + region.height / 2;
    layout();
    drawMarks();
    const pixels = region.pixels === null ? '' : `, ${counted(region.pixels, 'pixel')}`;
    say(
      `Region ${index + 1} of ${state.regions.length}: ${short(region.width)} by ${short(region.height)} at ` +
        `${short(region.x)}, ${short(region.y)}${pixels}`,
    );
  }

  function regionStep(by) {
    const count = state.regions.length;
    if (count === 0) return say('No region changed');
    toRegion(state.region < 0 ? (by > 0 ? 0 : count - 1) : (state.region + by + count) % count);
  }

  function toggleOutlines() {
    state.outlines = !state.outlines;
    drawMarks();
  }

  byId('outlines').addEventListener('click', toggleOutlines);
  byId('region-next').addEventListener('click', () => regionStep(1));
  byId('region-previous').addEventListener('click', () => regionStep(-1));

  // ---- The loupe ------------------------------------------------------------------------------------------------

  const glasses = [...document.querySelectorAll('.glass')].map((element) => ({
    element,
    canvas: element.querySelector('canvas'),
    color: element.querySelector('.color'),
  }));
  const readers = new Map(); // path -> how its pixels are read

  function forgetReaders() {
    for (const reader of readers.values()) reader.bitmap?.close();
    readers.clear();
    state.pixel = null;
  }

  // The bytes of a picture that the page has in it, or null.
  function blockOf(path) {
    const block = document.querySelector(`script[data-picture="${path}"]`);
    try {
      return block && Uint8Array.from(atob(block.textContent.trim()), (character) => character.charCodeAt(0));
    } catch {
      return null;
    }
  }

  function readerOf(path, picture) {
    let reader = readers.get(path);
    if (!reader) {
      const canvas = make('canvas', { width: 1, height: 1 });
      reader = { picture, bitmap: null, pixel: canvas.getContext('2d', { willReadFrequently: true }), silent: false };
      readers.set(path, reader);
      const bytes = blockOf(path);
      if (bytes) {
        reader.waiting = true;
        createImageBitmap(new Blob([bytes])).then(
          (bitmap) => {
            reader.waiting = false;
            if (readers.get(path) === reader) reader.bitmap = bitmap;
            else bitmap.close();
            drawSpots();
          },
          () => (reader.waiting = false),
        );
      }
    }
    return reader;
  }

  // The colour of a pixel, [red, green, blue, alpha]; or null where the browser does not say.
  function colorAt(reader, x, y) {
    if (reader.silent || reader.waiting) return null;
    try {
      reader.pixel.clearRect(0, 0, 1, 1);
      reader.pixel.drawImage(reader.bitmap ?? reader.picture, x, y, 1, 1, 0, 0, 1, 1);
      return [...reader.pixel.getImageData(0, 0, 1, 1).data];
    } catch {
      reader.silent = true;
      return null;
    }
  }

  function pointAt(event) {
    if (!state.loupe || !state.case) return;
    const held = pointers.get(event.pointerId);
    const pane = held ? null : event.target.closest?.('.pane');
    if (!held && !pane) return;
    const box = held?.box ?? pane.getBoundingClientRect();
    const size = sheetSize();
    const x = Math.floor((event.clientX - box.left - view.left) / view.zoom);
    const y = Math.floor((event.clientY - box.top - view.top) / view.zoom);
    if (x < 0 || y < 0 || x >= size.width || y >= size.height) return;
    state.pixel = { x, y };
    // The loupe keeps to the other side.
    const area = stage.getBoundingClientRect();
    byId('loupe').classList.toggle('before', event.clientX > area.left + area.width / 2);
    byId('loupe').classList.toggle('above', event.clientY > area.top + area.height / 2);
    drawSpots();
  }

  function drawSpots() {
    for (const { marks } of panes) {
      marks.querySelector('.spot')?.remove();
      if (state.loupe && state.pixel) marks.append(mark('spot', state.pixel.x, state.pixel.y, 1, 1));
    }
    drawLoupe();
  }

  function drawLoupe() {
    byId('loupe').hidden = !state.loupe || !state.case || lone() === 'none';
    press(byId('loupe-toggle'), state.loupe);
    if (byId('loupe').hidden) return;
    const at = state.pixel;
    byId('loupe').classList.toggle('idle', !at);
    byId('loupe-place').textContent = at ? `x ${at.x}, y ${at.y}` : 'Point at a picture';
    const colors = ['expected', 'actual'].map((kind, index) => drawGlass(glasses[index], kind, at));
    let note = '';
    if (at && colors[0] && colors[1]) {
      const apart = colors[1].map((value, index) => value - colors[0][index]);
      const signed = (value) => (value > 0 ? `+${value}` : String(value).replace('-', minus));
      note = apart.some((value) => value !== 0)
        ? `Actual is ${['R', 'G', 'B', 'A'].map((name, index) => `${name} ${signed(apart[index])}`).join('  ')}`
        : 'The two are alike.';
    } else if (at && [...readers.values()].some((reader) => reader.silent)) {
      note = 'The browser names no colours of this picture, as the page was opened as a file. From a server it does.';
    }
    byId('loupe-note').textContent = note;
  }

  function drawGlass({ element, canvas, color }, kind, at) {
    const context = canvas.getContext('2d');
    const picture = firstPane.images[kind];
    const ready = has(kind) && isLoaded(picture);
    context.clearRect(0, 0, canvas.width, canvas.height);
    element.classList.toggle('off', !ready || !at);
    color.replaceChildren();
    if (!ready || !at) {
      color.textContent = ready || !at ? '' : 'no picture';
      return null;
    }
    const reader = readerOf(state.case[kind], picture);
    const around = (GLASS - 1) / 2;
    const scale = canvas.width / GLASS;
    context.imageSmoothingEnabled = false;
    // Pixel by pixel inside the picture: beyond its edge there is nothing.
    const left = Math.max(0, at.x - around);
    const top = Math.max(0, at.y - around);
    const width = Math.min(picture.naturalWidth, at.x + around + 1) - left;
    const height = Math.min(picture.naturalHeight, at.y + around + 1) - top;
    if (width > 0 && height > 0) {
      context.drawImage(
        picture,
        left,
        top,
        width,
        height,
        (left - at.x + around) * scale,
        (top - at.y + around) * scale,
        width * scale,
        height * scale,
      );
    }
    if (at.x >= picture.naturalWidth || at.y >= picture.naturalHeight) {
      color.textContent = 'outside';
      return null;
    }
    const value = colorAt(reader, at.x, at.y);
    if (!value) {
      color.textContent = reader.waiting ? 'reading…' : 'not known';
      return null;
    }
    const swatch = make('i', { 'aria-hidden': 'true' });
    swatch.style.setProperty('--color', `rgb(${value[0]} ${value[1]} ${value[2]} / ${value[3] / 255})`);
    const hex = value.map((channel) => channel.toString(16).padStart(2, '0')).join('');
    color.append(
      make('span', {}, swatch, `#${hex}`),
      make(
        'span',
        { class: 'channels' },
        ...['R', 'G', 'B', 'A'].map((name, index) => make('span', {}, make('small', {}, name), String(value[index]))),
      ),
    );
    return value;
  }

  function toggleLoupe() {
    state.loupe = !state.loupe;
    drawSpots();
    say(state.loupe ? 'Loupe on' : 'Loupe off');
  }
  byId('loupe-toggle').addEventListener('click', toggleLoupe);

  // ---- Accepting ------------------------------------------------------------------------------------------------

  const isOpen = (one) => !against && one.actual !== null && !['passed', 'orphaned', 'failed'].includes(one.state);

  // Why a picture cannot be accepted, or ''.
  function obstacle(one) {
    if (against) return 'Pictures of two folders are compared, not taken over.';
    if (one.state === 'passed') return 'It passed: there is nothing to accept.';
    if (!isOpen(one)) return 'Nothing was drawn that could be accepted.';
    if (!seen.has(one)) return 'The actual picture has not been shown yet.';
    return '';
  }

  // A picture is seen once it is on the screen in a mode that has it.
  function noteSeen() {
    const one = state.case;
    if (!one || seen.has(one) || document.hidden || room.width === 0) return;
    if (state.mode === 'difference' && lone() !== 'actual') return;
    if (state.mode === 'blink' && lone() === '' && state.blinkFace !== 'actual') return;
    if (state.mode === 'swipe' && lone() === '' && state.cut === 1) return;
    if (state.mode === 'onion' && lone() === '' && state.opacity === 0) return;
    const { images } = state.mode === 'side' ? secondPane : firstPane;
    if (!isLoaded(images.actual)) return;
    seen.add(one);
    drawAccept();
  }

  const keptAs = (one) => `${one.expected ?? ''} ${one.actual}`;

  function keepAccepted() {
    keep(`accepted ${suite}`, JSON.stringify(Object.fromEntries([...accepted].map((one) => [one.name, keptAs(one)]))));
  }

  // What was accepted before still is where both pictures are the same.
  function recallAccepted() {
    let kept = null;
    try {
      kept = JSON.parse(recall(`accepted ${suite}`));
    } catch {
      // It is as if nothing had been kept.
    }
    for (const [name, pictures] of Object.entries(kept ?? {})) {
      const one = byName.get(name);
      if (one && isOpen(one) && keptAs(one) === pictures) accepted.add(one);
    }
  }

  function toggleAccepted() {
    const one = state.case;
    if (!one) return;
    if (accepted.delete(one)) {
      say('No longer accepted');
    } else if (obstacle(one)) {
      return say(obstacle(one));
    } else {
      accepted.add(one);
      say('Accepted');
    }
    keepAccepted();
    drawAccept();
    markRows();
    drawApproval();
  }

  function drawAccept() {
    const one = state.case;
    const button = byId('accept');
    const on = accepted.has(one);
    const why = on ? '' : obstacle(one);
    press(button, on);
    button.setAttribute('aria-disabled', String(Boolean(why)));
    button.title = why || (on ? 'Take it back (a)' : 'It is as it should be (a)');
    button.children[1].textContent = on ? 'Accepted' : 'Accept';
  }

  // A word of a POSIX shell. What steers terminals is written by its bytes, which $'...' has since POSIX.1-2024 and
  // bash, zsh, ksh and busybox have had before.
  function quoted(word) {
    if (/^[\w@%+=:,./-]+$/.test(word)) return word;
    if (word.search(UNSEEN) < 0) return `'${word.replaceAll("'", "'\\''")}'`;
    const bytes = (character) =>
      [...new TextEncoder().encode(character)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
    return `$'${word.replace(/[\\']/g, '\\$&').replace(UNSEEN, bytes)}'`;
  }

  function command() {
    const names = [...accepted].sort((a, b) => a.rank - b.rank).map((one) => one.name);
    return ['placard', 'check']
      .concat(
        [suite, ...names].some((word) => word.startsWith('-'))
          ? [...repeated, '--approve', '--', suite, ...names]
          : [suite, ...repeated, '--approve', ...names],
      )
      .map(quoted)
      .join(' ');
  }

  function drawApproval() {
    const open = cases.filter(isOpen).length;
    byId('approval').hidden = open === 0;
    byId('approve').hidden = accepted.size === 0;
    byId('accepted-count').replaceChildren(
      ...(accepted.size === 0
        ? [`${counted(open, 'picture')} to look at. Accept `, make('kbd', {}, 'a'), ' what is as it should be.']
        : [`${grouped.format(accepted.size)} of ${counted(open, 'picture')} accepted.`]),
    );
    byId('command').value = accepted.size === 0 ? '' : command();
    byId('copy').textContent = 'Copy command';
  }

  async function copy() {
    const area = byId('command');
    let done = false;
    try {
      await navigator.clipboard.writeText(area.value);
      done = true;
    } catch {
      area.select();
      done = document.execCommand('copy');
    }
    byId('copy').textContent = done ? 'Copied' : 'Select and copy it above';
    say(done ? 'Copied' : 'It could not be copied');
    setTimeout(() => (byId('copy').textContent = 'Copy command'), 2000);
  }

  byId('accept').addEventListener('click', toggleAccepted);
  byId('copy').addEventListener('click', copy);
  byId('clear').addEventListener('click', () => {
    accepted.clear();
    keepAccepted();
    drawAccept();
    markRows();
    drawApproval();
    list.focus();
  });

  // ---- The page as a whole --------------------------------------------------------------------------------------

  // On narrow screens one part is shown at a time.
  function showPart(part) {
    document.body.dataset.part = part;
    for (const button of byId('parts').children) press(button, button.dataset.part === part);
    measure();
  }
  byId('parts').addEventListener('click', (event) => {
    if (event.target.dataset.part) showPart(event.target.dataset.part);
  });

  const THEMES = ['system', 'light', 'dark'];
  function setTheme(theme) {
    document.documentElement.dataset.theme = theme;
    const button = byId('theme');
    button.lastElementChild.textContent = theme[0].toUpperCase() + theme.slice(1);
    button.title = 'Colours: as the system has them, light, dark';
    button.setAttribute('aria-label', `Colours: ${theme}`);
    setIcon(button, theme);
  }
  byId('theme').addEventListener('click', () => {
    const theme = THEMES[(THEMES.indexOf(document.documentElement.dataset.theme) + 1) % THEMES.length];
    setTheme(theme);
    keep('theme', theme);
  });

  function toggleWide() {
    press(byId('wide'), document.body.classList.toggle('wide'));
  }
  byId('wide').addEventListener('click', toggleWide);

  byId('previous').addEventListener('click', () => step(-1));
  byId('next').addEventListener('click', () => step(1));
  byId('help-open').addEventListener('click', () => byId('help').showModal());
  byId('help').addEventListener('click', (event) => {
    if (event.target === event.currentTarget) event.currentTarget.close();
  });
  byId('keys-on').checked = state.keys;
  byId('keys-on').addEventListener('change', (event) => {
    state.keys = event.target.checked;
    keep('keys', state.keys ? 'on' : 'off');
  });

  const KEYS = {
    j: () => step(1),
    k: () => step(-1),
    a: toggleAccepted,
    n: () => regionStep(1),
    p: () => regionStep(-1),
    r: toggleOutlines,
    l: toggleLoupe,
    f: toggleWide,
    z: () => zoomTo(1),
    0: zoomFit,
    '+': () => zoomStep(1),
    '=': () => zoomStep(1),
    '-': () => zoomStep(-1),
    x: () => {
      if (state.mode !== 'blink') return;
      if (state.blinking) pause();
      flip();
    },
    '/': () => {
      showPart('cases');
      document.body.classList.remove('wide');
      press(byId('wide'), false);
      byId('search').select();
    },
    '?': () => byId('help').showModal(),
  };
  MODES.forEach((mode, index) => (KEYS[index + 1] = () => setMode(mode)));

  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!state.keys || byId('help').open || event.target.closest('input[type=search], textarea, select')) return;
    if (event.key === ' ' && state.mode === 'blink' && !event.target.closest('button, input[type=checkbox]')) {
      event.preventDefault();
      pause();
    } else if (Object.hasOwn(KEYS, event.key.toLowerCase())) {
      event.preventDefault();
      KEYS[event.key.toLowerCase()]();
    }
  });
  document.addEventListener('visibilitychange', noteSeen);

  // ---- The address: #case=NAME&mode=MODE ------------------------------------------------------------------------

  let noting = 0;
  function noteAddress() {
    clearTimeout(noting);
    // Browsers allow only so many changes of the address in a time.
    noting = setTimeout(() => {
      if (!state.case) return;
      const address = `#case=${encodeURIComponent(state.case.name)}&mode=${state.mode}`;
      if (address === location.hash) return;
      try {
        history.replaceState(null, '', address);
      } catch {
        location.replace(address);
      }
    }, 150);
  }

  // Returns whether the address names a case.
  function followAddress() {
    const named = new Map();
    for (const part of location.hash.slice(1).split('&')) {
      const at = part.indexOf('=');
      try {
        named.set(part.slice(0, at), decodeURIComponent(part.slice(at + 1)));
      } catch {
        // Not of this page's making.
      }
    }
    if (MODES.includes(named.get('mode'))) state.mode = named.get('mode');
    const one = byName.get(named.get('case'));
    if (!one) return false;
    if (placeOf(one) < 0) {
      state.picked.clear();
      state.search = byId('search').value = '';
      state.case = one;
      refilter();
    }
    select(one);
    showPart('picture');
    return true;
  }
  addEventListener('hashchange', () => {
    clearTimeout(noting);
    if (!followAddress()) drawMode();
  });

  function dateOf(text) {
    const date = new Date(text);
    if (Number.isNaN(date.getTime())) return visible(text);
    return new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' }).format(date);
  }

  // ---- Start ----------------------------------------------------------------------------------------------------

  setTheme(THEMES.includes(recall('theme')) ? recall('theme') : 'system');
  byId('suite').textContent = visible(suite);
  byId('suite').title = visible(suite);
  const seconds = numberOf(report.summary?.seconds);
  byId('about').title = visible(textOf(report.date));
  byId('about').textContent = [
    textOf(report.version) && `placard ${visible(report.version)}`,
    dateOf(textOf(report.date)),
    seconds === null ? '' : `${grouped.format(seconds)} s`,
  ]
    .filter(Boolean)
    .join(' · ');
  byId('search').value = '';
  byId('sort').value = state.sort;
  byId('interval').value = state.interval;
  byId('opacity').value = state.opacity * 100;
  makeChips();
  recallAccepted();
  for (const chip of byId('chips').children) press(chip, chip.dataset.state === '');
  arrange();
  drawApproval();
  document.body.classList.toggle('vacant', cases.length === 0);
  if (!followAddress()) select(state.order[0]);
})();
