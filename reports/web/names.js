"use strict";
/* The names on the map, in order of rank: one that would lie over another, or over a pictogram, is
   left out; one that would run over the map's edge tries its other sides first. The name of the
   park that the map is about always stands. `textOf` gives the element of a name in the reader's
   language. */
function namesOn(map, textOf) {
  const near = ["right", "left", "below", "above"];
  const far = near.concat(["further-left", "further-above"]);
  const every = far.concat(["centre", "hidden"]);
  const labels = [];

  const pane = map.createPane("labels");
  pane.style.zIndex = 590;
  pane.style.pointerEvents = "none";

  function add(label, group, chosen) {
    const text = textOf(label.text);
    if (label.turn) text.style.setProperty("--turn", label.turn + "deg");
    if (chosen) text.className = "chosen";
    const marker = L.marker(label.at, {
      pane: "labels", interactive: false, keyboard: false,
      icon: L.divIcon({ className: "label label-" + label.names, html: text, iconSize: [0, 0] }),
    });
    labels.push({ marker, text, chosen, rank: chosen ? Infinity : label.rank,
      around: label.around, from: label.from });
    group.addLayer(marker);
  }

  function rank() {
    labels.sort((one, other) => other.rank - one.rank);
  }

  function settle() {
    const frame = map.getContainer().getBoundingClientRect();
    const taken = [];
    const isFree = (box) => taken.every((other) => box.right < other.left
      || box.left > other.right || box.bottom < other.top || box.top > other.bottom);
    const isWhole = (box) => box.left > frame.left && box.right < frame.right
      && box.top > frame.top && box.bottom < frame.bottom;
    const isSeen = (box) => box.right > frame.left && box.left < frame.right
      && box.bottom > frame.top && box.top < frame.bottom;
    for (const drawn of map.getContainer().querySelectorAll(".disc svg")) {
      const box = drawn.getBoundingClientRect();
      if (box.width) taken.push(box);
    }

    /* The first side that is free and whole, else the first that is free. */
    function sideOf(label, place) {
      let spare = null;
      for (const side of !label.around ? ["centre"] : label.rank < 1e5 ? near : far) {
        place.add(side);
        const box = label.text.getBoundingClientRect();
        place.remove(side);
        if (!isSeen(box)) break;
        if (isFree(box) && isWhole(box)) return { side, box };
        if (!spare && (isFree(box) || (label.chosen && isWhole(box)))) spare = { side, box };
      }
      return spare;
    }

    for (const label of labels) {
      if (!map.hasLayer(label.marker)) continue;
      const place = label.text.parentElement.classList;
      place.remove(...every);
      const found = map.getZoom() < label.from ? null : sideOf(label, place);
      place.add(found ? found.side : "hidden");
      if (found) taken.push(found.box);
    }
  }

  return { add, rank, settle };
}
