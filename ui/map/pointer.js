// Hover and click: a tooltip with the feature's name, a pointer over what can be clicked, one event
// to Python for a click. From the keyboard Enter clicks what lies under the cross in the middle.

const REACH = 4;      // pixels round the pointer that still count

/** Join pointer and keyboard to the map. `now()` gives the sheet in force, `send` takes a click. */
export function addPointer(map, box, now, send) {
  const tip = document.createElement('div');
  tip.className = 'tip';
  tip.hidden = true;
  const cross = document.createElement('div');
  cross.className = 'cross';
  box.append(tip, cross);

  function under({x, y}, layers) {
    const known = layers.filter((id) => map.getLayer(id));
    if (!known.length) return null;
    const exact = map.queryRenderedFeatures([x, y], {layers: known})[0];
    if (exact) return exact;
    const near = [[x - REACH, y - REACH], [x + REACH, y + REACH]];
    return map.queryRenderedFeatures(near, {layers: known})[0] ?? null;
  }

  function hover(point) {
    const {hover: layers, clickable, lang} = now();
    const feature = under(point, layers);
    const name = feature?.properties[`name_${lang}`];
    tip.hidden = !name;
    if (name) {
      tip.textContent = name;
      const left = point.x + 14 + tip.offsetWidth > box.clientWidth;
      tip.style.transform = `translate(${Math.round(left ? point.x - 10 - tip.offsetWidth : point.x + 14)}px,` +
        `${Math.round(Math.max(4, point.y - 10 - tip.offsetHeight))}px)`;
    }
    map.getCanvas().style.cursor = under(point, clickable) ? 'pointer' : '';
  }

  let waiting = null;
  map.on('mousemove', ({point}) => {
    if (!waiting) requestAnimationFrame(() => { const at = waiting; waiting = null; if (at && map.style) hover(at); });
    waiting = point;
  });
  const hide = () => { waiting = null; tip.hidden = true; };
  map.on('mouseout', hide);
  map.on('movestart', hide);

  function click(point, {lng, lat}) {
    const feature = under(point, now().clickable);
    const at = {lon: Number(lng.toFixed(6)), lat: Number(lat.toFixed(6))};
    if (!feature) return send({id: null, ...at});
    const {layer, properties} = feature;
    return send({
      layer: layer.id, record: layer.metadata?.record ?? layer.source, id: properties.id ?? null, ...at,
    });
  }
  map.on('click', ({point, lngLat}) => click(point, lngLat));
  map.getCanvas().addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    click(map.project(map.getCenter()), map.getCenter());
  });
}
