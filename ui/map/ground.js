// What every map of the atlas stands on: sheets by address, the map object, a sheet brought onto it.

import {loadFonts} from './fonts.js';
import {addImages} from './images.js';
import {reconcile} from './reconcile.js';

const FADE_MS = 0;
const LOST = /Length of new data is \d+, which doesn't match current length of 0$/;
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

/** Draw on after a frame that MapLibre 6.17 loses when it draws a tile's labels before it places them.

That happens, seldom, where styles change while tiles come. The tile would throw at each placing and the
map never rest; read anew, it is placed before it is drawn.
*/
function recover(map) {
  const again = ({message}) => {
    if (!LOST.test(message)) return;
    for (const id of Object.keys(map.getStyle().sources)) map.refreshTiles(id);
    map.triggerRepaint();
  };
  window.addEventListener('error', again);
  map.once('remove', () => window.removeEventListener('error', again));
}

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
  recover(map);
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
