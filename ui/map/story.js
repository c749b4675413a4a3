// The story on the screen: steps over a map that flies between them.
// All steps come at once, each with the address of its sheet, so going on asks Python nothing.

import {lengthWords, pixelLength, roundLength} from './controls.js';
import {apply, fetchSheet, openMap, ready} from './ground.js';
import {addHook} from './hook.js';
import {fullScreen, steer} from './story_keys.js';
import {dress, fit, layOut, nameFull, toggleHelp, write} from './story_screen.js';

const FLY_MS = 2200;
const PAINT_MS = 100;
const SCREEN = {width: 1366, height: 768};     // the screen that views are made for
const SCALE = 120;                             // of the scale bar there, at most
const FREE = {width: 846, height: 640};        // what panel, tools and key leave of it
const EDGE = {top: 58, bottom: 44};            // tools above; scale bar and sources below
const states = new WeakMap();

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

/** Where the camera stands for a step on this screen: the same ground in what is free of words. */
function camera(state, {view}) {
  const {grown, root, panel, key} = state;
  const width = root.clientWidth / grown;
  const height = root.clientHeight / grown;
  const left = Math.min(panel.offsetWidth / grown, width / 2);
  const bottom = EDGE.bottom + key.offsetHeight / grown;
  const fit = Math.min((width - left) / FREE.width, (height - EDGE.top - bottom) / FREE.height);
  return {
    center: [view.lon, view.lat],
    zoom: view.zoom + Math.log2(Math.max(fit, 0.25)),
    bearing: view.bearing,
    pitch: view.pitch,
    padding: {left, right: 0, top: EDGE.top, bottom},
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

/** Wait until what was written is on the screen; a page that nobody sees paints nothing. */
const painted = () => new Promise((done) => {
  requestAnimationFrame(() => setTimeout(done));
  setTimeout(done, PAINT_MS);
});

async function draw(state, step, fly) {
  const {map, data, hook} = state;
  if (!hook) return;                             // there is no map: why, is on the screen
  await painted();
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
    hook.step = step.id;
    hook.nonce = data.nonce;
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

function leave(state) {
  fullScreen(false);
  state.send('left', true);
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
  scale(state);
  state.watch = new ResizeObserver(() => {
    scale(state);
    fit(state);
    if (state.sheet) map.jumpTo(camera(state, state.story.steps[state.at]));
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

/** Tell what came: words as soon as they are there, the map after it has started. */
async function update(state, data) {
  const story = await fetchSheet(data.story);
  if (state.data !== data) return;
  if (story === state.story && data.asked.key === state.asked) {
    if (state.hook) state.hook.nonce = data.nonce;
    return;
  }
  const at = opening(state, story, data.asked);
  state.story = story;
  state.at = at;
  dress(state, (place) => go(state, place));
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
    layOut(state, {
      back: () => go(state, state.at - 1),
      next: () => go(state, state.at + 1),
      lang: () => state.send('lang', true),
      edit: () => state.send('edit', state.story.steps[state.at].id),
      full: () => fullScreen(),
      help: () => toggleHelp(state),
      leave: () => leave(state),
    });
    state.named = () => state.story && nameFull(state);
    document.addEventListener('fullscreenchange', state.named);
    state.stop = steer(state, {go: (place) => go(state, place), leave: () => leave(state)});
    state.title = document.title;
    state.root.focus();
  }
  state.data = data;
  state.send = (name, value) => component.setTriggerValue(name, value);
  if (fresh) state.queue = start(state, data).catch((error) => show(state, error));
  update(state, data).catch((error) => show(state, error));
}

/** Called by Streamlit when the component leaves the page. */
export function destroy({parentElement}) {
  const state = states.get(parentElement);
  if (!state) return;
  states.delete(parentElement);
  state.stop();
  document.removeEventListener('fullscreenchange', state.named);
  document.title = state.title;
  state.queue.finally(() => {
    state.watch?.disconnect();
    state.map?.remove();
  });
}
