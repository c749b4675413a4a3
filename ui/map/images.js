// Pictograms on discs and hatches for fills, drawn to a canvas and handed to the map.

const SCALE = Math.max(2, Math.ceil(globalThis.devicePixelRatio ?? 1));
const DISC = 24;       // side of an icon in pixels
const GLYPH = 13;      // side of the pictogram on it
const HATCH = 12;      // side of a hatch's square, which repeats without a seam
const HATCH_ALPHA = 0.32;

const SHAPES = {
  disc(pen) { pen.arc(DISC / 2, DISC / 2, DISC / 2 - 1.4, 0, 2 * Math.PI); },
  square(pen) { pen.roundRect(1.4, 1.4, DISC - 2.8, DISC - 2.8, 5); },
};

const HATCHES = {
  diagonal(pen) {
    for (const shift of [-HATCH, 0, HATCH]) line(pen, shift, HATCH, shift + HATCH, 0);
  },
  crossed(pen) {
    for (const shift of [-HATCH, 0, HATCH]) {
      line(pen, shift, HATCH, shift + HATCH, 0);
      line(pen, shift, 0, shift + HATCH, HATCH);
    }
  },
  horizontal(pen) {
    line(pen, 0, HATCH / 4, HATCH, HATCH / 4);
    line(pen, 0, 3 * HATCH / 4, HATCH, 3 * HATCH / 4);
  },
  plus(pen) {
    for (const [x, y] of [[3, 3], [9, 9]]) {
      line(pen, x - 2, y, x + 2, y);
      line(pen, x, y - 2, x, y + 2);
    }
  },
  dots(pen) {
    for (const [x, y] of [[3, 3], [9, 9]]) {
      pen.moveTo(x + 0.9, y);
      pen.arc(x, y, 0.9, 0, 2 * Math.PI);
    }
    pen.fill();
  },
};

function line(pen, x1, y1, x2, y2) {
  pen.moveTo(x1, y1);
  pen.lineTo(x2, y2);
}

function canvas(side) {
  const pen = new OffscreenCanvas(side * SCALE, side * SCALE).getContext('2d', {willReadFrequently: true});
  pen.scale(SCALE, SCALE);
  return pen;
}

function pixels(pen) {
  return pen.getImageData(0, 0, pen.canvas.width, pen.canvas.height);
}

async function glyph(address, colour) {
  const picture = new Image();
  picture.src = address;
  await picture.decode();
  const pen = canvas(GLYPH);
  pen.drawImage(picture, 0, 0, GLYPH, GLYPH);
  pen.globalCompositeOperation = 'source-in';
  pen.fillStyle = colour;
  pen.fillRect(0, 0, GLYPH, GLYPH);
  return pen.canvas;
}

async function icon(lib, {svg, ring, glyph: colour, shape}) {
  const picture = svg ? await glyph(`${lib}maki/${svg}.svg`, colour ?? '#263238') : null;
  const pen = canvas(DISC);
  pen.beginPath();
  (SHAPES[shape] ?? SHAPES.disc)(pen);
  pen.fillStyle = '#FFFFFF';
  pen.fill();
  pen.lineWidth = 1.8;
  pen.strokeStyle = ring;
  pen.stroke();
  const edge = (DISC - GLYPH) / 2;
  if (picture) pen.drawImage(picture, edge, edge, GLYPH, GLYPH);
  return pixels(pen);
}

function hatch({kind, color}) {
  const pen = canvas(HATCH);
  pen.globalAlpha = HATCH_ALPHA;
  pen.strokeStyle = pen.fillStyle = color;
  pen.lineWidth = 1;
  pen.beginPath();
  HATCHES[kind]?.(pen);
  pen.stroke();
  return pixels(pen);
}

/** Add the images that the map does not have yet. */
export async function addImages(map, lib, icons, patterns) {
  for (const one of patterns) {
    if (!map.hasImage(one.id)) map.addImage(one.id, hatch(one), {pixelRatio: SCALE});
  }
  await Promise.all(icons.filter((one) => !map.hasImage(one.id)).map(async (one) => {
    const image = await icon(lib, one);
    if (!map.hasImage(one.id)) map.addImage(one.id, image, {pixelRatio: SCALE});
  }));
}
