// The story on the screen: the map under a panel of words, keys and a presenter's remote.
// All steps come at once, each with the address of its sheet, so going on asks Python nothing.
// Every text goes in as text, never as markup.

import {lengthWords, pixelLength, roundLength} from './controls.js';
import {apply, fetchSheet, library, openMap, ready} from './ground.js';
import {addHook} from './hook.js';

const FLY_MS = 2200;
const LONG_KEY = 9;          // rows; a longer key stands in two columns
const SCREEN = {width: 1366, height: 768};     // the screen that views are made for
const SCALE = 120;                             // of the scale bar there, at most
const BESIDE = 846;                            // what the panel leaves of its width
const KEYS = {
  ArrowRight: 1, ArrowDown: 1, PageDown: 1, ' ': 1,
  ArrowLeft: -1, ArrowUp: -1, PageUp: -1, Backspace: -1,
};
const SIGNS = {
  edit: 'M4 20l1-5L16 4l4 4L9 19zM13 7l4 4',
  full: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5',
  help: 'M8.5 9a3.5 3.5 0 1 1 5.2 3C12.5 12.7 12 13.3 12 15M12 19v.4',
  leave: 'M5 5l14 14M19 5L5 19',
};
const states = new WeakMap();

function element(tag, className, parent, text = '') {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.textContent = glued(text);
  parent?.append(made);
  return made;
}

function button(className, parent, act) {
  const made = element('button', className, parent);
  made.type = 'button';
  made.addEventListener('click', (event) => {
    act();
    if (event.detail) made.blur();        // after a click of the pointer keys are the story's again
  });
  return made;
}

/** Draw a sign by the path of its strokes: no font has all of them. */
function sign(path, parent) {
  const drawing = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  drawing.setAttribute('viewBox', '0 0 24 24');
  drawing.setAttribute('aria-hidden', 'true');
  const stroke = document.createElementNS(drawing.namespaceURI, 'path');
  stroke.setAttribute('d', path);
  drawing.append(stroke);
  parent.append(drawing);
}

/** Keep a number with its word, and a word of one letter with the next, on one line. */
const glued = (text) => text
  .replace(/(\d) (?=[\p{L}₽%])/gu, '$1\u00a0')
  .replace(/(\d)-(?=\p{L})/gu, '$1-\u2060')
  .replace(/(?<=^|\s|\u00a0)(\p{L}{1,2}) (?=\S)/gu, '$1\u00a0')
  .replace(/ (?=[—–])/gu, '\u00a0')
  .replace(/№ /gu, '№\u00a0');

const named = (one, words) => { one.title = words; one.setAttribute('aria-label', words); };
const filled = (text, values) => text.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);

/** Lay out everything that is there before the first step. */
function layOut(state) {
  const {root} = state;
  root.replaceChildren();
  state.canvas = element('div', 'canvas', root);
  state.panel = element('section', 'panel', root);
  state.eyebrow = element('p', 'eyebrow', state.panel);
  state.words = element('div', 'words', state.panel);
  state.words.setAttribute('aria-live', 'polite');
  state.words.setAttribute('aria-atomic', 'true');
  const moves = element('div', 'moves', state.panel);
  state.back = button('back', moves, () => go(state, state.at - 1));
  state.count = element('span', 'count', moves);
  state.count.setAttribute('aria-hidden', 'true');
  state.next = button('next', moves, () => go(state, state.at + 1));
  state.tools = element('div', 'tools', root);
  const tool = (name, act) => {
    state[name] = button(`tool ${name}`, state.tools, act);
    if (SIGNS[name]) sign(SIGNS[name], state[name]);
  };
  tool('lang', () => state.send('lang', true));
  tool('edit', () => state.send('edit', state.story.steps[state.at].id));
  tool('full', () => fullScreen());
  tool('help', () => toggleHelp(state));
  tool('leave', () => leave(state));
  state.full.hidden = !document.fullscreenEnabled;
  state.key = element('ul', 'key', root);
  state.line = element('nav', 'line', root);
  state.scale = element('div', 'scale', root);
  state.source = element('div', 'source', root);
  state.card = element('div', 'card', root);
  state.card.setAttribute('role', 'dialog');
  state.card.hidden = true;
  state.alarm = element('div', 'trouble', root);
  state.alarm.setAttribute('role', 'alert');
  state.alarm.hidden = true;
}

function fullScreen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen().catch(() => undefined);
}

function leave(state) {
  if (document.fullscreenElement) document.exitFullscreen();
  state.send('left', true);
}

function toggleHelp(state, open = state.card.hidden) {
  state.card.hidden = !open;
  if (open) state.card.querySelector('button').focus();
  else state.root.focus();
}

/** Write what belongs to the story and not to a step: names of buttons, the line, the help. */
function dress(state) {
  const {words, title, steps} = state.story;
  state.root.setAttribute('aria-label', title);
  state.eyebrow.textContent = title;
  state.next.textContent = words.next;
  state.back.textContent = words.back;
  for (const name of ['edit', 'help', 'leave']) named(state[name], words[name]);
  named(state.lang, words.lang);
  state.lang.textContent = words.other;
  nameFull(state);
  state.line.setAttribute('aria-label', words.steps);
  state.line.replaceChildren(...steps.map((step, at) => {
    const stop = button('stop', null, () => go(state, at));
    named(stop, `${filled(words.step, {n: at + 1, of: steps.length})}: ${step.title}`);
    return stop;
  }));
  state.card.setAttribute('aria-label', words.help);
  state.card.replaceChildren();
  element('h2', '', state.card, words.help);
  const list = element('dl', '', state.card);
  for (const [keys, meaning] of words.keys) {
    element('dt', '', list, keys);
    element('dd', '', list, meaning);
  }
  button('close', state.card, () => toggleHelp(state, false)).textContent = words.close;
}

function nameFull(state) {
  const {words} = state.story;
  named(state.full, document.fullscreenElement ? words.window : words.full);
}

function figure(one, parent, words) {
  const box = element('div', 'figure', parent);
  const line = element('p', 'number', box);
  element('b', '', line, one.number);
  if (one.unit) element('i', '', line, ` ${one.unit}`);
  element('p', 'label', box, one.label);
  if (one.interval) element('p', 'interval', box, `${words.interval} ${one.interval}`);
  element('p', 'cited', box, one.source);
}

function write(state, step) {
  const {words, steps, title} = state.story;
  const content = document.createDocumentFragment();
  element('p', 'unseen', content, filled(words.step, {n: state.at + 1, of: steps.length}));
  element('h1', '', content, step.title);
  for (const part of step.text.split(/\n\s*\n/)) if (part.trim()) element('p', 'text', content, part.trim());
  const figures = element('div', `figures of-${step.figures.length}`, content);
  for (const one of step.figures) figure(one, figures, words);
  state.words.replaceChildren(content);
  state.panel.scrollTop = 0;
  state.count.textContent = `${state.at + 1} / ${steps.length}`;
  state.back.disabled = state.at === 0;
  state.next.disabled = state.at === steps.length - 1;
  [...state.line.children].forEach((stop, at) => {
    stop.classList.toggle('done', at < state.at);
    if (at === state.at) stop.setAttribute('aria-current', 'step');
    else stop.removeAttribute('aria-current');
  });
  state.key.hidden = !step.key.length;
  state.key.classList.toggle('wide', step.key.length > LONG_KEY);
  state.key.replaceChildren(...step.key.map((one) => {
    const item = element('li', '', null);
    item.className = one.shape;
    if (one.shape === 'head') { item.append(one.title); return item; }
    const mark = element('span', 'mark', item);
    mark.style.setProperty('--ring', one.ring);
    mark.style.setProperty('--fill', one.fill);
    if (one.icon) mark.style.backgroundImage = `url("${library(state.data.lib)}maki/${one.icon}.svg")`;
    item.append(one.title);
    return item;
  }));
  document.title = `${step.title} · ${title}`;
}

/** Make the map as large as the words: its letters and marks grow with the screen too. */
function scale(state) {
  const {clientWidth: width, clientHeight: height} = state.root;
  state.grown = Math.max(1, Math.min(width / SCREEN.width, height / SCREEN.height));
  Object.assign(state.canvas.style, {
    width: `${width / state.grown}px`, height: `${height / state.grown}px`, transform: `scale(${state.grown})`,
  });
  state.map.setPixelRatio(devicePixelRatio * state.grown);
  state.map.resize();
}

/** Where the camera stands for a step on this screen: the same ground beside the panel on any. */
function camera(state, {view}) {
  const width = state.root.clientWidth / state.grown;
  const height = state.root.clientHeight / state.grown;
  const left = Math.min(state.panel.offsetWidth / state.grown, width / 2);
  const fit = Math.min((width - left) / BESIDE, height / SCREEN.height);
  return {
    center: [view.lon, view.lat],
    zoom: view.zoom + Math.log2(Math.max(fit, 0.25)),
    bearing: view.bearing,
    pitch: view.pitch,
    padding: {left, right: 0, top: 40, bottom: 30},
  };
}

/** Keep the scale bar true; a pixel of the map is `grown` pixels of the screen. */
function measure(state) {
  const {map, story, grown} = state;
  if (!story) return;
  const pixel = pixelLength(map) / grown;
  const metres = roundLength(SCALE * pixel * grown);
  state.scale.style.width = `${Math.round(metres / pixel)}px`;
  state.scale.textContent = lengthWords(metres, story.words, story.lang);
}

async function draw(state, step, fly) {
  const {map, data} = state;
  const sheet = await fetchSheet(step.sheet);
  if (state.story.steps[state.at] !== step) return;
  await apply(map, data.lib, state.sheet, sheet);
  state.sheet = sheet;
  state.source.textContent = sheet.attribution;
  state.source.hidden = !sheet.attribution;
  map.getCanvas().setAttribute('aria-label', step.title);
  if (fly) map.flyTo({...camera(state, step), duration: FLY_MS, curve: 1.3});
  else map.jumpTo(camera(state, step));
  measure(state);
  map.once('idle', () => {
    if (state.story.steps[state.at] !== step) return;
    state.hook.step = step.id;
    state.hook.nonce = data.nonce;
  });
  map.triggerRepaint();
}

/** Go to a step: words at once, the map after them. */
function go(state, at, fly = true) {
  const {steps} = state.story;
  const place = Math.min(Math.max(at, 0), steps.length - 1);
  if (place === state.at && fly) return;
  state.at = place;
  const step = steps[place];
  write(state, step);
  const url = new URL(location.href);
  url.searchParams.set('step', step.id);
  history.replaceState(history.state, '', url.pathname + url.search + url.hash);
  enqueue(state, () => draw(state, step, fly));
}

function enqueue(state, act) {
  state.queue = state.queue.then(act).catch((error) => show(state, error));
}

function show(state, error) {
  console.error('atlas story:', error);
  state.alarm.textContent = `${state.data.failed} ${error.message}`;
  state.alarm.hidden = false;
}

function press(state, event) {
  if (event.ctrlKey || event.altKey || event.metaKey || !state.story) return;
  const control = event.composedPath()[0]?.closest?.('button');
  const {key} = event;
  if (key === 'Escape') {
    if (!state.card.hidden) toggleHelp(state, false);
    else leave(state);
  } else if (key === '?') toggleHelp(state);
  else if (key.toLowerCase() === 'f' || key.toLowerCase() === 'а') fullScreen();
  else if (key.toLowerCase() === 'b' || key === '.' || key.toLowerCase() === 'и') {
    state.root.classList.toggle('blank');
  } else if (key === 'Home') go(state, 0);
  else if (key === 'End') go(state, state.story.steps.length - 1);
  else if (key === ' ' && control) return;             // the button that has the focus is pressed
  else if (KEYS[key]) {
    state.root.classList.remove('blank');
    go(state, state.at + (key === ' ' && event.shiftKey ? -1 : KEYS[key]));
  } else return;
  event.preventDefault();
  event.stopPropagation();
}

async function start(state, data) {
  const map = state.map = await openMap(state.canvas, data, {
    center: [data.view.lon, data.view.lat], zoom: data.view.zoom, keyboard: false,
  });
  map.getCanvas().setAttribute('tabindex', '-1');
  map.getCanvas().setAttribute('role', 'img');
  map.on('error', ({error}) => { if (error?.name !== 'AbortError') show(state, error); });
  await ready(map);
  state.hook = addHook(map);
  let size = '';
  state.watch = new ResizeObserver(() => {
    const now = `${state.root.clientWidth} ${state.root.clientHeight}`;
    if (now === size) return;
    scale(state);
    if (size && state.story && state.sheet) map.jumpTo(camera(state, state.story.steps[state.at]));
    size = now;
  });
  state.watch.observe(state.root);
  map.on('move', () => measure(state));
}

/** The step to open at: the one that Python asks for once, the address's, the first. */
function opening(state, story, asked) {
  const ids = story.steps.map((step) => step.id);
  const fresh = asked.key !== state.asked;
  state.asked = asked.key;
  const wanted = [
    fresh && asked.step, state.story?.steps[state.at]?.id, new URLSearchParams(location.search).get('step'),
  ];
  const found = wanted.map((id) => (id ? ids.indexOf(id) : -1)).find((at) => at >= 0);
  return found ?? 0;
}

async function update(state, data) {
  const story = await fetchSheet(data.story);
  if (story === state.story && data.asked.key === state.asked) {
    if (state.hook) state.hook.nonce = data.nonce;
    return;
  }
  const at = opening(state, story, data.asked);
  state.story = story;
  state.at = at;
  dress(state);
  go(state, at, false);
  for (const step of story.steps) fetchSheet(step.sheet).catch(() => undefined);
}

/** Called by Streamlit at the first showing and at each rerun. */
export function render(component) {
  const {data, parentElement} = component;
  let state = states.get(parentElement);
  const fresh = !state;
  if (fresh) {
    state = {root: parentElement.querySelector('.story'), sheet: null, at: -1};
    states.set(parentElement, state);
    layOut(state);
    state.press = (event) => press(state, event);
    state.named = () => state.story && nameFull(state);
    window.addEventListener('keydown', state.press, true);
    document.addEventListener('fullscreenchange', state.named);
    state.title = document.title;
    state.root.focus();
  }
  state.data = data;
  state.send = (name, value) => component.setTriggerValue(name, value);
  if (fresh) state.queue = start(state, data).catch((error) => show(state, error));
  enqueue(state, () => (state.map && state.data === data ? update(state, data) : undefined));
}

/** Called by Streamlit when the component leaves the page. */
export function destroy({parentElement}) {
  const state = states.get(parentElement);
  if (!state) return;
  states.delete(parentElement);
  window.removeEventListener('keydown', state.press, true);
  document.removeEventListener('fullscreenchange', state.named);
  document.title = state.title;
  state.queue.finally(() => {
    state.watch?.disconnect();
    state.map?.remove();
  });
}
