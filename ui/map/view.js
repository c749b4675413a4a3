// The view in the address: `?v=zoom/lat/lon`, written without a word to Python.

const WRITE_AFTER_MS = 250;
const FLY_MS = 500;

let last = null;    // Streamlit drops the parameter on a change of page: the module remembers
let flown;          // the key of the last flight: a page come back to does not fly again

/** Read a view, or null: Streamlit re-encodes the slashes, `URLSearchParams` decodes them. */
export function parseView(text) {
  const numbers = (text ?? '').split('/').map((word) => (word.trim() ? Number(word) : NaN));
  if (numbers.length !== 3 || !numbers.every(Number.isFinite)) return null;
  const [zoom, lat, lon] = numbers;
  if (zoom < 0 || zoom > 22 || Math.abs(lat) > 85 || Math.abs(lon) > 180) return null;
  return {zoom, center: [lon, lat]};
}

/** Where to begin: the address, else where this visit left off, else what the page says. */
export function firstView(given) {
  return parseView(new URLSearchParams(location.search).get('v')) ?? last ??
    {zoom: given.zoom, center: [given.lon, given.lat]};
}

/** Keep the address at the map's view. Gives a function that stops it. */
export function followView(map) {
  let timer;
  const write = () => {
    if (!map.getContainer().isConnected) return;
    const {lng, lat} = map.getCenter();
    last = {zoom: map.getZoom(), center: [lng, lat]};
    const url = new URL(location.href);
    url.searchParams.set('v', `${map.getZoom().toFixed(2)}/${lat.toFixed(4)}/${lng.toFixed(4)}`);
    const search = url.search.replaceAll('%2F', '/');
    if (search !== location.search) history.replaceState(history.state, '', url.pathname + search + url.hash);
  };
  map.on('moveend', () => {
    clearTimeout(timer);
    timer = setTimeout(write, WRITE_AFTER_MS);
  });
  return () => clearTimeout(timer);
}

/** Move the camera once for each new key. */
export function fly(map, order) {
  if (!order || order.key === flown) return;
  flown = order.key;
  const options = {duration: FLY_MS, maxZoom: 15, padding: 56};
  if (order.bounds) {
    const [west, south, east, north] = order.bounds;
    map.fitBounds([[west, south], [east, north]], options);
  } else {
    const {center, zoom = map.getZoom(), bearing = 0, pitch = 0} = order;
    map.easeTo({center, zoom, bearing, pitch, duration: FLY_MS});
  }
}
