"use strict";
/* Draws the sheet that `reports/sheet.py` wrote as JSON on a Leaflet map. Every word reaches the
   page as text, never as markup. */
function drawAtlas(map, sheet) {
  const words = sheet.words;
  const entries = new Map();
  const labels = [];

  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function withLinks(parent, text) {
    for (const piece of text.split(/(https?:\/\/[^\s;,()«»]+)/)) {
      if (/^https?:\/\//.test(piece)) {
        const link = element("a", "", piece.replace(/^https?:\/\/(www\.)?/, ""));
        link.href = piece;
        link.target = "_blank";
        link.rel = "noopener noreferrer";
        parent.append(link);
      } else {
        parent.append(piece);
      }
    }
    return parent;
  }

  function card(feature, style) {
    const box = element("article", "card");
    const kind = element("p", "card-kind", feature.kind);
    kind.style.setProperty("--colour", style.colour);
    box.append(kind, element("h2", "card-name", feature.name));
    const list = element("dl", "card-facts");
    for (const [title, value] of feature.facts) {
      list.append(element("dt", "", title), withLinks(element("dd"), value));
    }
    box.append(list);
    return box;
  }

  function glyph(style, size) {
    const space = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(space, "svg");
    svg.setAttribute("viewBox", "0 0 26 26");
    svg.setAttribute("width", size);
    svg.setAttribute("height", size);
    const disc = document.createElementNS(space, "circle");
    for (const [name, value] of [["cx", 13], ["cy", 13], ["r", 11.5], ["fill", "#fff"],
      ["stroke", style.colour], ["stroke-width", 2]]) disc.setAttribute(name, value);
    svg.append(disc);
    for (const d of sheet.icons[style.icon] || []) {
      const path = document.createElementNS(space, "path");
      path.setAttribute("d", d);
      path.setAttribute("transform", "translate(5.5 5.5)");
      path.setAttribute("fill", sheet.ink);
      svg.append(path);
    }
    return svg;
  }

  function disc(feature, style, pane) {
    const size = style.size;
    const marker = L.marker(feature.at, {
      pane,
      icon: L.divIcon({ className: "disc " + style.icon_names, html: glyph(style, size),
        iconSize: [size, size] }),
      riseOnHover: true,
    });
    describe(marker, feature, style);
    marker.on("add", () => {
      const drawn = marker.getElement();
      drawn.dataset.id = feature.id;
      drawn.setAttribute("aria-label", feature.name);
    });
    return marker;
  }

  function describe(layer, feature, style) {
    layer.bindTooltip(() => element("span", "", feature.name), { direction: "top", offset: [0, -8] });
    layer.bindPopup(() => card(feature, style), { minWidth: 260, maxWidth: 320, maxHeight: 360 });
  }

  function paint(pane, style, changes) {
    return Object.assign({
      pane, renderer: renderers.get(pane), interactive: false, stroke: style.width > 0,
      color: style.line, weight: style.width, opacity: 1,
      dashArray: style.dash.map((n) => n * style.width).join(" ") || null,
      fill: style.opacity > 0, fillColor: style.fill, fillOpacity: style.opacity,
      lineCap: style.dash.length ? "butt" : "round", lineJoin: "round",
    }, changes);
  }

  function outline(feature, style, pane, group) {
    const dash = feature.planned ? "6 4" : paint(pane, style).dashArray;
    const weight = feature.model ? style.width + 2 : style.width;
    const whole = L.geoJSON(feature.shape, paint(pane, style, {
      interactive: true, weight, dashArray: dash, className: style.names,
      lineCap: dash ? "butt" : "round",
    }));
    whole.eachLayer((layer) => {
      describe(layer, feature, style);
      layer.on("add", () => { layer.getElement().dataset.id = feature.id; });
    });
    group.addLayer(whole);
    if (feature.model) {
      group.addLayer(L.geoJSON(feature.shape, paint(pane, style, {
        color: "#fff", weight: style.width * 0.8, fill: false, dashArray: null,
        className: "inner",
      })));
    }
  }

  function addLabel(label, group) {
    const text = element("span", "", label.text);
    if (label.turn) text.style.setProperty("--turn", label.turn + "deg");
    const marker = L.marker(label.at, {
      pane: "labels", interactive: false, keyboard: false,
      icon: L.divIcon({ className: "label label-" + label.names, html: text, iconSize: [0, 0] }),
    });
    labels.push({ marker, text, rank: label.rank, around: label.around, from: label.from });
    group.addLayer(marker);
  }

  /* Names in order of rank; one that would lie over another, or over a pictogram, is left out. */
  const near = ["right", "left", "below", "above"];
  const far = near.concat(["further-left", "further-above"]);
  const every = far.concat(["centre", "hidden"]);
  function settle() {
    const taken = [];
    const frame = map.getContainer().getBoundingClientRect();
    const free = (box) => taken.every((other) => box.right < other.left || box.left > other.right
      || box.bottom < other.top || box.top > other.bottom);
    for (const drawn of map.getContainer().querySelectorAll(".disc svg")) {
      const box = drawn.getBoundingClientRect();
      if (box.width) taken.push(box);
    }
    for (const label of labels) {
      if (!map.hasLayer(label.marker)) continue;
      const place = label.text.parentElement.classList;
      place.remove(...every);
      let settled = false;
      if (map.getZoom() >= label.from) {
        for (const side of !label.around ? ["centre"] : label.rank < 1e5 ? near : far) {
          place.add(side);
          const box = label.text.getBoundingClientRect();
          if (box.right < frame.left || box.left > frame.right || box.bottom < frame.top
            || box.top > frame.bottom) break;
          if (free(box)) {
            taken.push(box);
            settled = true;
            break;
          }
          place.remove(side);
        }
      }
      if (!settled) place.add("hidden");
    }
  }

  const renderers = new Map();
  const ranges = [];
  function makePane(name, zIndex) {
    map.createPane(name).style.zIndex = zIndex;
    renderers.set(name, L.svg({ pane: name, padding: 0.5 }));
  }

  const names = map.createPane("labels");
  names.style.zIndex = 590;
  names.style.pointerEvents = "none";

  sheet.layers.forEach((layer, order) => {
    const pane = "sheet-" + layer.id;
    makePane(pane, 400 + order);
    map.createPane(pane + "-discs").style.zIndex = 600 + layer.discs;
    ranges.push([[pane, pane + "-discs"], layer.from, layer.to]);
    for (const drawn of layer.classes) {
      const group = entries.get(drawn.entry) || L.layerGroup();
      entries.set(drawn.entry, group);
      const style = drawn.style;
      if (drawn.fill) {
        group.addLayer(L.geoJSON(drawn.fill,
          paint(pane, style, { stroke: false, className: style.names })));
      }
      if (drawn.line) {
        group.addLayer(L.geoJSON(drawn.line,
          paint(pane, style, { fill: false, className: style.names })));
      }
      for (const at of drawn.dots || []) {
        group.addLayer(L.circleMarker(at, paint(pane, style, { radius: 3 })));
      }
      for (const feature of drawn.features || []) {
        if (feature.shape) outline(feature, style, pane, group);
        if (style.icon) group.addLayer(disc(feature, style, pane + "-discs"));
        else if (!feature.shape) {
          const dot = L.circleMarker(feature.at, paint(pane, style,
            { radius: 4, interactive: true, className: style.icon_names }));
          describe(dot, feature, style);
          dot.on("add", () => { dot.getElement().dataset.id = feature.id; });
          group.addLayer(dot);
        }
      }
      for (const label of drawn.labels || []) addLabel(label, group);
    }
  });
  labels.sort((one, other) => other.rank - one.rank);

  for (const box of document.querySelectorAll("input[data-entry]")) {
    const group = entries.get(box.dataset.entry);
    const show = () => {
      if (!group) return;
      if (box.checked) group.addTo(map); else group.remove();
      box.closest(".entry").classList.toggle("off", !box.checked);
      settle();
    };
    box.addEventListener("change", show);
    if (group && box.checked) group.addTo(map);
  }

  const Scale = L.Control.Scale.extend({
    _updateMetric(maxMeters) {
      const metres = this._getRoundNum(maxMeters);
      const shown = metres < 1000 ? metres + "\u00a0" + words.m : metres / 1000 + "\u00a0" + words.km;
      this._updateScale(this._mScale, shown, metres / maxMeters);
    },
  });
  new Scale({ imperial: false, maxWidth: 140, position: "bottomleft" }).addTo(map);
  L.control.zoom({ position: "topright", zoomInTitle: words.zoom_in, zoomOutTitle: words.zoom_out })
    .addTo(map);
  const North = L.Control.extend({ onAdd: () => document.getElementById("north") });
  new North({ position: "topright" }).addTo(map);
  map.attributionControl.setPrefix(false).addAttribution(
    element("span", "", sheet.attribution).outerHTML);

  function sized() {
    for (const [panes, from, to] of ranges) {
      const seen = map.getZoom() >= from && map.getZoom() <= to;
      for (const pane of panes) map.getPane(pane).style.display = seen ? "" : "none";
    }
    map.getContainer().dataset.size = map.getZoom() < 10.5 ? "small" : map.getZoom() < 12 ? "middle" : "full";
    settle();
  }
  map.on("zoomend moveend resize", sized);
  map.on("popupopen", (event) => {
    const close = event.popup.getElement().querySelector(".leaflet-popup-close-button");
    if (close) close.setAttribute("aria-label", words.close);
  });

  const page = document.body;
  document.getElementById("fold").addEventListener("click", () => {
    page.classList.toggle("folded");
    map.invalidateSize({ pan: false });
  });
  if (window.innerWidth < 720) page.classList.add("folded");

  /* On paper the sheet has a size of its own: the same view is fitted into it. */
  let before = null;
  window.addEventListener("beforeprint", () => {
    before = { centre: map.getCenter(), zoom: map.getZoom(), bounds: map.getBounds() };
    page.classList.add("paper");
    map.invalidateSize({ pan: false, animate: false });
    map.fitBounds(before.bounds, { animate: false });
    sized();
  });
  window.addEventListener("afterprint", () => {
    page.classList.remove("paper");
    map.invalidateSize({ pan: false, animate: false });
    map.setView(before.centre, before.zoom, { animate: false });
  });

  map.invalidateSize({ pan: false, animate: false });
  map.setView(sheet.view.at, sheet.view.zoom, { animate: false });
  sized();
  document.fonts.ready.then(() => {
    settle();
    page.dataset.ready = "yes";
  });
}
