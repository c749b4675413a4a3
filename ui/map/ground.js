// What every map of the atlas stands on: sheets by address, the map object, a sheet brought onto it.

import {loadFonts} from './fonts.js';
import {addImages} from './images.js';
import {reconcile} from './reconcile.js';

const FADE_MS = 0;
const sheets = new Map();         // address -> promise of a sheet

/** Fetch a sheet once for the page. */
export function fetchSheet(address) {
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

/** The absolute address of the packages. */
export const library = (lib) => new URL(lib, location.origin).href;

/** Load the library and the letters, and make an empty map in `container`. */
export async function openMap(container, {lib, paper}, options) {
  const address = library(lib);
  const [maplibre] = await Promise.all([import(`${address}maplibre-gl/maplibre-gl.mjs`), loadFonts(address)]);
  const map = new maplibre.Map({
    container,
    style: {
      version: 8,
      transition: {duration: 0, delay: 0},
      sources: {},
      layers: [{id: 'paper', type: 'background', paint: {'background-color': paper}}],
    },
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    fadeDuration: FADE_MS,
    maxZoom: 19,
    ...options,
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  return map;
}

/** Wait until the empty map can take layers. */
export async function ready(map) {
  if (!map.isStyleLoaded()) await map.once('style.load');
}

/** Bring the map from sheet `before` (null at first) to `sheet`. */
export async function apply(map, lib, before, sheet) {
  await addImages(map, library(lib), sheet.icons, sheet.patterns);
  if (sheet !== before) reconcile(map, before, sheet);
}
