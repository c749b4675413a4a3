// For tests: what is really drawn, asked of the map itself, as `window.__atlas`.

let mounts = 0;

/** Put the hook of a map on the window; gives the setter of its run number. */
export function addHook(map) {
  mounts += 1;
  const hook = {
    mounts,
    nonce: null,
    idle: () => new Promise((done) => {
      if (map.loaded() && !map.isMoving() && map.areTilesLoaded()) done(true);
      else map.once('idle', () => done(true)).once('remove', () => done(false));
    }),
    // Features drawn by layer, or by layer and a property: `{"parks-fill:medical": 4}`.
    counts(by) {
      const [width, height] = hook.size;
      if (width < 1 || height < 1) throw new Error(`the map is ${width} by ${height} pixels: nothing is seen`);
      const seen = {};
      for (const {layer, properties} of map.queryRenderedFeatures()) {
        const key = by && properties[by] !== undefined ? `${layer.id}:${properties[by]}` : layer.id;
        (seen[key] ??= new Set()).add(properties.id);
      }
      return Object.fromEntries(Object.entries(seen).map(([key, ids]) => [key, ids.size]));
    },
    get size() {
      const {clientWidth, clientHeight} = map.getContainer();
      return [clientWidth, clientHeight];
    },
    pixel([lon, lat]) {
      const {x, y} = map.project([lon, lat]);
      const {left, top} = map.getContainer().getBoundingClientRect();
      return [left + x, top + y];
    },
    view: () => ({zoom: map.getZoom(), center: map.getCenter().toArray()}),
    get sources() { return Object.keys(map.getStyle().sources); },
    get layers() { return map.getLayersOrder(); },
    labels: () => map.queryRenderedFeatures()
      .filter(({layer}) => layer.type === 'symbol' && layer.layout?.['text-field'])
      .map(({layer, properties}) => ({layer: layer.id, id: properties.id})),
    map,
  };
  window.__atlas = hook;
  return hook;
}
