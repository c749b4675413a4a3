// The map component. One map object a mount; Python sends the hash of a sheet (sources, layers,
// images, words) and a few values, never geometry. Calls are worked off one after another, since
// they may come before the map is ready; of several waiting ones only the last counts.

import {addControls} from './controls.js';
import {loadFonts} from './fonts.js';
import {addHook} from './hook.js';
import {addImages} from './images.js';
import {addPointer} from './pointer.js';
import {reconcile} from './reconcile.js';
import {firstView, fly, followView} from './view.js';

const FADE_MS = 0;
const states = new WeakMap();     // parent element -> state: lives over reruns
const sheets = new Map();         // address -> promise of a sheet

async function fetchSheet(address) {
  if (!sheets.has(address)) {
    const answer = fetch(location.origin + address).then((response) => {
      if (!response.ok) throw new Error(`${response.status} ${address}`);
      return response.json();
    });
    sheets.set(address, answer);
    answer.catch(() => sheets.delete(address));
  }
  return sheets.get(address);
}

async function start(state, {data, parentElement}) {
  const lib = new URL(data.lib, location.origin).href;
  const box = state.box = parentElement.querySelector('.map');
  const [maplibre] = await Promise.all([
    import(`${lib}maplibre-gl/maplibre-gl.mjs`), loadFonts(lib), fetchSheet(data.sheet),
  ]);
  const map = state.map = new maplibre.Map({
    container: box.querySelector('.canvas'),
    ...firstView(data.view),
    style: {
      version: 8,
      transition: {duration: 0, delay: 0},
      sources: {},
      layers: [{id: 'paper', type: 'background', paint: {'background-color': data.paper}}],
    },
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    fadeDuration: FADE_MS,
    maxZoom: 19,
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  state.controls = addControls(map, box);
  map.on('error', ({error}) => {
    if (error?.name === 'AbortError') return;
    state.controls.trouble(error?.message ?? String(error));
    console.error('atlas map:', error);
    map.triggerRepaint();
  });
  if (!map.isStyleLoaded()) await map.once('style.load');
  addPointer(map, box, () => state.sheet ?? {hover: [], clickable: [], lang: 'en'},
    (value) => state.send('clicked', value));
  state.unfollow = followView(map);
  state.watch = new ResizeObserver(() => map.resize());
  state.watch.observe(box);
  state.hook = addHook(map);
}

async function update(state, data) {
  const {map, controls} = state;
  const sheet = await fetchSheet(data.sheet);
  const lib = new URL(data.lib, location.origin).href;
  await addImages(map, lib, sheet.icons, sheet.patterns);
  if (sheet !== state.sheet) {
    reconcile(map, state.sheet, sheet);
    controls.say(sheet.words, sheet.attribution, sheet.lang);
    state.sheet = sheet;
  }
  controls.trouble('');
  fly(map, data.fly);
  if (state.hook.nonce !== data.nonce) {
    const drawn = () => { if (state.latest.nonce === data.nonce) state.hook.nonce = data.nonce; };
    map.once('idle', drawn);
    map.triggerRepaint();
  }
}

function show(state, error) {
  console.error('atlas map:', error);
  if (state.controls) return state.controls.trouble(error.message);
  const box = state.box.querySelector('.canvas');
  box.className = 'canvas failed';
  box.setAttribute('role', 'alert');
  box.textContent = `${state.latest.failed} ${error.message}`;
  return undefined;
}

/** Called by Streamlit at the first showing and at each rerun. */
export function render(component) {
  const {data, parentElement} = component;
  let state = states.get(parentElement);
  const fresh = !state;
  if (fresh) {
    state = {box: parentElement.querySelector('.map'), sheet: null};
    states.set(parentElement, state);
  }
  state.latest = data;
  state.send = (name, value) => component.setTriggerValue(name, value);
  if (fresh) state.queue = start(state, component);
  state.queue = state.queue
    .then(() => (state.map && state.latest === data ? update(state, data) : undefined))
    .catch((error) => show(state, error));
}

/** Called by Streamlit when the component leaves the page. */
export function destroy({parentElement}) {
  const state = states.get(parentElement);
  states.delete(parentElement);
  state?.queue.finally(() => {
    state.unfollow?.();
    state.watch?.disconnect();
    state.map?.remove();
  });
}
