// The map component. One map object a mount; Python sends the hash of a sheet (sources, layers,
// images, words) and a few values, never geometry. Calls are worked off one after another, since
// they may come before the map is ready; of several waiting ones only the last counts.

import {addControls} from './controls.js';
import {apply, fetchSheet, openMap, ready} from './ground.js';
import {addHook} from './hook.js';
import {addPointer} from './pointer.js';
import {firstView, fly, followView} from './view.js';

const states = new WeakMap();     // parent element -> state: lives over reruns

async function start(state, {data, parentElement}) {
  const box = state.box = parentElement.querySelector('.map');
  const [map] = await Promise.all([
    openMap(box.querySelector('.canvas'), data, firstView(data.view)), fetchSheet(data.sheet),
  ]);
  state.map = map;
  state.controls = addControls(map, box, (view) => state.send('taken', view));
  map.on('error', ({error}) => {
    if (error?.name === 'AbortError') return;
    state.controls.trouble(error?.message ?? String(error));
    console.error('atlas map:', error);
    map.triggerRepaint();
  });
  await ready(map);
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
  await apply(map, data.lib, state.sheet, sheet);
  if (sheet !== state.sheet) controls.say(sheet.words, sheet.attribution, sheet.lang);
  state.sheet = sheet;
  controls.offer(data.take);
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
