// Bring the map to a sheet: only what differs from the sheet before is touched.

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
const absolute = (address) => (address.startsWith('/') ? location.origin + address : address);

function absoluteSource(source) {
  if (source.type === 'geojson') {
    return typeof source.data === 'string' ? {...source, data: absolute(source.data)} : source;
  }
  return {...source, tiles: source.tiles.map(absolute)};
}

function withoutData({data, ...rest}) {
  return rest;
}

/** Change sources. A source of another make takes its layers with it; they are drawn anew. */
function changeSources(map, before, after) {
  const gone = new Set();
  for (const [id, source] of Object.entries(before)) {
    const next = after[id];
    if (same(source, next)) continue;
    const held = map.getSource(id);
    if (next && source.type === 'geojson' && same(withoutData(source), withoutData(next))) {
      held.setData(absoluteSource(next).data);
    } else if (next?.type === 'vector' && same({...source, tiles: 0}, {...next, tiles: 0})) {
      held.setTiles(absoluteSource(next).tiles);
    } else {
      for (const layer of map.getStyle().layers.filter((one) => one.source === id)) {
        map.removeLayer(layer.id);
        gone.add(layer.id);
      }
      map.removeSource(id);
    }
  }
  for (const [id, source] of Object.entries(after)) {
    if (!map.getSource(id)) map.addSource(id, absoluteSource(source));
  }
  return gone;
}

function changeLayer(map, before, after) {
  for (const [part, set] of [['paint', 'setPaintProperty'], ['layout', 'setLayoutProperty']]) {
    const old = before[part] ?? {};
    const next = after[part] ?? {};
    for (const name of new Set([...Object.keys(old), ...Object.keys(next)])) {
      if (!same(old[name], next[name])) map[set](after.id, name, next[name]);
    }
  }
  if (!same(before.filter, after.filter)) map.setFilter(after.id, after.filter ?? null);
  if (before.minzoom !== after.minzoom || before.maxzoom !== after.maxzoom) {
    map.setLayerZoomRange(after.id, after.minzoom ?? 0, after.maxzoom ?? 24);
  }
}

/** Bring the map from sheet `before` (null at first) to sheet `after`. */
export function reconcile(map, before, after) {
  const wanted = new Map(after.layers.map((layer) => [layer.id, layer]));
  const held = new Map((before?.layers ?? []).map((layer) => [layer.id, layer]));
  for (const [id, layer] of held) {
    const next = wanted.get(id);
    if (next && next.type === layer.type && next.source === layer.source) continue;
    map.removeLayer(id);
    held.delete(id);
  }
  for (const id of changeSources(map, before?.sources ?? {}, after.sources)) held.delete(id);
  let above;      // from the top down, so that each new layer knows what lies over it
  for (const layer of after.layers.toReversed()) {
    if (held.has(layer.id)) changeLayer(map, held.get(layer.id), layer);
    else map.addLayer(structuredClone(layer), above);
    above = layer.id;
  }
  const order = after.layers.map((layer) => layer.id);
  const drawn = map.getLayersOrder().filter((id) => wanted.has(id));
  if (!same(order, drawn)) for (const id of order) map.moveLayer(id);
}
