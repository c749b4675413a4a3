"use strict";
/* Draws the sheet that `reports/sheet.py` wrote as JSON on a Leaflet map. Every word reaches the
   page as text, never as markup. A text is an object of languages; where it lacks the reader's, it
   is shown in one that it has, and the element says which. */
function drawAtlas(map, sheet) {
  const root = document.documentElement;
  const page = document.body;
  const about = document.getElementById("about");
  const words = sheet.words;
  const retold = [];
  const entries = new Map();

  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  const tongue = (text) => root.lang in text ? root.lang : Object.keys(text)[0];
  const told = (text) => text[tongue(text)] || "";

  function say(made, text) {
    made.textContent = told(text);
    if (tongue(text) === root.lang) made.removeAttribute("lang");
    else made.lang = tongue(text);
    return made;
  }

  /* Says something now, and again whenever the language changes. */
  function always(telling) {
    retold.push(telling);
    telling();
  }

  function withLinks(parent, text) {
    for (const piece of text.replace(/\s+;/g, ";").split(/(https?:\/\/[^\s;,()«»]+)/)) {
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

  function card(feature, drawn) {
    const box = element("article", "card");
    const kind = say(element("p", "card-kind"), drawn.kind);
    kind.style.setProperty("--colour", drawn.style.colour);
    box.append(kind, say(element("h2", "card-name"), feature.name));
    if (!(root.lang in feature.name)) box.append(element("p", "card-note", told(words.elsewhere)));
    const list = element("dl", "card-facts");
    for (const [title, value] of feature.facts[root.lang]) {
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

  const isChosen = (feature, layer) => layer.id === "parks" && feature.id === sheet.park;

  function disc(feature, drawn, pane, chosen) {
    const style = drawn.style;
    const size = chosen ? style.size + 8 : style.size;
    const marker = L.marker(feature.at, {
      pane,
      zIndexOffset: chosen ? 1000 : 0,
      icon: L.divIcon({ className: "disc " + style.icon_names + (chosen ? " chosen" : ""), html: glyph(style, size),
        iconSize: [size, size] }),
      riseOnHover: true,
    });
    describe(marker, feature, drawn);
    const name = () => {
      const shown = marker.getElement();
      if (!shown) return;
      shown.dataset.id = feature.id;
      shown.setAttribute("aria-label", told(feature.name));
    };
    marker.on("add", name);
    retold.push(name);
    return marker;
  }

  function describe(layer, feature, drawn) {
    layer.bindTooltip(() => say(element("span"), feature.name),
      { direction: "top", offset: [0, -8] });
    const wide = Math.min(320, window.innerWidth - 110);
    layer.bindPopup(() => card(feature, drawn), {
      minWidth: Math.min(260, wide), maxWidth: wide, maxHeight: Math.max(240, 0.55 * window.innerHeight),
      autoPanPaddingTopLeft: [10, 10], autoPanPaddingBottomRight: [56, 40],
    });
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

  function outline(feature, drawn, pane, group, chosen) {
    const style = drawn.style;
    if (chosen) {
      for (const [color, more] of [["#fff", 9], [sheet.ink, 5]]) {
        group.addLayer(L.geoJSON(feature.shape, paint(pane, style, {
          color, weight: style.width + more, fill: false, dashArray: null, className: "lifted",
        })));
      }
    }
    const dash = feature.planned ? "6 4" : paint(pane, style).dashArray;
    const weight = feature.model ? style.width + 2 : style.width;
    const whole = L.geoJSON(feature.shape, paint(pane, style, {
      interactive: true, weight, dashArray: dash, className: style.names,
      lineCap: dash ? "butt" : "round",
    }));
    whole.eachLayer((layer) => {
      describe(layer, feature, drawn);
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

  const names = namesOn(map, (text) => {
    const made = element("span");
    always(() => say(made, text));
    return made;
  });

  const renderers = new Map();
  const ranges = [];
  function makePane(name, zIndex) {
    map.createPane(name).style.zIndex = zIndex;
    renderers.set(name, L.svg({ pane: name, padding: 0.5 }));
  }

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
        const chosen = isChosen(feature, layer);
        if (feature.shape) outline(feature, drawn, pane, group, chosen);
        if (style.icon) group.addLayer(disc(feature, drawn, pane + "-discs", chosen));
        else if (!feature.shape) {
          const dot = L.circleMarker(feature.at, paint(pane, style,
            { radius: 4, interactive: true, className: style.icon_names }));
          describe(dot, feature, drawn);
          dot.on("add", () => { dot.getElement().dataset.id = feature.id; });
          group.addLayer(dot);
        }
        if (chosen) always(() => about.replaceChildren(card(feature, drawn)));
      }
      for (const label of drawn.labels || []) {
        names.add(label, group, isChosen({ id: label.of }, layer));
      }
    }
  });
  names.rank();

  for (const box of document.querySelectorAll("input[data-entry]")) {
    const group = entries.get(box.dataset.entry);
    const show = () => {
      if (!group) return;
      if (box.checked) group.addTo(map); else group.remove();
      box.closest(".entry").classList.toggle("off", !box.checked);
      names.settle();
    };
    box.addEventListener("change", show);
    if (group && box.checked) group.addTo(map);
  }

  const Scale = L.Control.Scale.extend({
    _updateMetric(maxMeters) {
      const metres = this._getRoundNum(maxMeters);
      const unit = told(metres < 1000 ? words.m : words.km);
      const shown = (metres < 1000 ? metres : metres / 1000) + "\u00a0" + unit;
      this._updateScale(this._mScale, shown, metres / maxMeters);
    },
  });
  const scale = new Scale({ imperial: false, maxWidth: 140, position: "bottomleft" }).addTo(map);
  const zoom = L.control.zoom({ position: "topright" }).addTo(map);
  const North = L.Control.extend({ onAdd: () => document.getElementById("north") });
  new North({ position: "topright" }).addTo(map);

  let attribution = "";
  let open = null;
  const closing = () => {
    const close = open.getElement().querySelector(".leaflet-popup-close-button");
    if (close) close.setAttribute("aria-label", told(words.close));
  };
  map.attributionControl.setPrefix(false);
  map.on("popupopen", (event) => {
    open = event.popup;
    closing();
  });
  map.on("popupclose", () => { open = null; });

  always(() => {
    document.title = told(words.page);
    for (const one of document.querySelectorAll("[data-label]")) {
      one.setAttribute("aria-label", told(words[one.dataset.label]));
    }
    for (const button of document.querySelectorAll(".tongues button")) {
      button.setAttribute("aria-pressed", button.lang === root.lang);
    }
    for (const [name, way] of [["in", words.zoom_in], ["out", words.zoom_out]]) {
      const button = zoom.getContainer().querySelector(".leaflet-control-zoom-" + name);
      button.title = told(way);
      button.setAttribute("aria-label", told(way));
    }
    map.attributionControl.removeAttribution(attribution);
    attribution = say(element("span"), sheet.attribution).outerHTML;
    map.attributionControl.addAttribution(attribution);
    map.eachLayer((layer) => {
      if (layer.getTooltip && layer.getTooltip() && layer.isTooltipOpen()) layer.getTooltip().update();
    });
    if (open) {
      open.update();
      closing();
    }
  });
  for (const button of document.querySelectorAll(".tongues button")) {
    button.addEventListener("click", () => {
      root.lang = button.lang;
      for (const telling of retold) telling();
      scale._update();
      headed();
      names.settle();
    });
  }

  function sized() {
    for (const [panes, from, to] of ranges) {
      const seen = map.getZoom() >= from && map.getZoom() <= to;
      for (const pane of panes) map.getPane(pane).style.display = seen ? "" : "none";
    }
    map.getContainer().dataset.size = map.getZoom() < 10.5 ? "small" : map.getZoom() < 12 ? "middle" : "full";
    names.settle();
  }
  map.on("zoomend moveend resize", sized);

  const fold = document.getElementById("fold");
  const panel = document.getElementById("panel");
  const narrow = window.matchMedia("(max-width: 719px)");
  /* On a small screen the head is as tall as its title needs. */
  const bar = document.querySelector(".bar");
  function headed() {
    root.style.removeProperty("--bar");
    if (narrow.matches && !page.classList.contains("paper")) root.style.setProperty("--bar", bar.scrollHeight + 1 + "px");
    map.invalidateSize({ pan: false });
  }
  function folded(is) {
    page.classList.toggle("folded", is);
    fold.setAttribute("aria-expanded", !is);
    map.invalidateSize({ pan: false });
  }
  /* A small screen has one panel, over the map; a wide one has the park's card across the map. */
  function placed(small) {
    if (about && small) panel.prepend(about);
    else if (about) panel.after(about);
    page.classList.toggle("telling", Boolean(about) && !small);
    headed();
    folded(small);
  }
  fold.addEventListener("click", () => folded(!page.classList.contains("folded")));
  narrow.addEventListener("change", () => {
    if (!page.classList.contains("paper")) placed(narrow.matches);
  });
  placed(narrow.matches);

  /* On paper the sheet has a size of its own: the same view is fitted into it. */
  let before = null;
  window.addEventListener("beforeprint", () => {
    before = { centre: map.getCenter(), zoom: map.getZoom(), bounds: map.getBounds(),
      folded: page.classList.contains("folded") };
    page.classList.add("paper");
    placed(false);
    map.fitBounds(before.bounds, { animate: false });
    sized();
  });
  window.addEventListener("afterprint", () => {
    page.classList.remove("paper");
    placed(narrow.matches);
    folded(before.folded);
    map.setView(before.centre, before.zoom, { animate: false });
  });

  map.invalidateSize({ pan: false, animate: false });
  map.fitBounds(sheet.view, { animate: false, padding: narrow.matches ? [12, 24] : [48, 36] });
  sized();
  document.fonts.ready.then(() => {
    names.settle();
    page.dataset.ready = "yes";
  });
}
