// What lies over the map: zoom buttons, north arrow, scale bar, attribution, a line for trouble.
// All words come from Python in the page's language and go in as text, never as markup.

const SCALE_WIDTH = 120;
const EQUATOR_M = 40075016.686;
const SVG = 'http://www.w3.org/2000/svg';

function element(name, className, parent) {
  const one = document.createElement(name);
  one.className = className;
  parent.append(one);
  return one;
}

function button(parent, sign, act) {
  const one = element('button', 'button', parent);
  one.type = 'button';
  one.textContent = sign;
  one.addEventListener('click', act);
  return one;
}

function arrow(parent) {
  const drawing = document.createElementNS(SVG, 'svg');
  drawing.setAttribute('viewBox', '0 0 24 24');
  drawing.setAttribute('aria-hidden', 'true');
  for (const [path, half] of [['M12 2 L12 17 L5 21 Z', 'dark'], ['M12 2 L19 21 L12 17 Z', 'light']]) {
    const shape = document.createElementNS(SVG, 'path');
    shape.setAttribute('d', path);
    shape.setAttribute('class', half);
    drawing.append(shape);
  }
  parent.append(drawing);
}

/** The greatest of 1, 2, 5, 10, 20 ... that is not above `metres`. */
export function roundLength(metres) {
  const power = 10 ** Math.floor(Math.log10(metres));
  return [5, 2, 1].find((digit) => digit * power <= metres) * power;
}

/** How many metres of ground a pixel in the middle of the map is. */
export function pixelLength(map) {
  return EQUATOR_M * Math.cos(map.getCenter().lat * Math.PI / 180) / (512 * 2 ** map.getZoom());
}

/** A round length in words: metres below 1,000, else kilometres. */
export function lengthWords(metres, words, lang) {
  const [amount, unit] = metres >= 1000 ? [metres / 1000, words.km] : [metres, words.m];
  return `${new Intl.NumberFormat(lang).format(amount)}\u00a0${unit ?? ''}`;
}

/** Put the controls over the map; gives `say(words, attribution, lang)`, `offer(words)` of the button
 * that hands the view on to `taken`, and `trouble(text)`. */
export function addControls(map, box, taken) {
  const zoom = element('div', 'zoom', box);
  const nearer = button(zoom, '+', () => map.zoomIn());
  const farther = button(zoom, '\u2212', () => map.zoomOut());
  const north = element('div', 'north', box);
  north.setAttribute('role', 'img');
  arrow(north);
  const letter = element('span', '', north);
  const scale = element('div', 'scale', box);
  const length = element('span', '', scale);
  const source = element('div', 'source', box);
  const take = button(box, '', () => {
    const {lng, lat} = map.getCenter();
    taken({lon: Number(lng.toFixed(5)), lat: Number(lat.toFixed(5)), zoom: Number(map.getZoom().toFixed(2))});
  });
  take.className = 'take';
  take.hidden = true;
  const alarm = element('div', 'trouble', box);
  alarm.setAttribute('role', 'alert');
  alarm.hidden = true;
  map.getCanvas().setAttribute('role', 'application');    // the keys are the map's own
  let words = {};
  let language = 'en';

  function measure() {
    const pixel = pixelLength(map);
    const metres = roundLength(SCALE_WIDTH * pixel);
    scale.style.width = `${Math.round(metres / pixel)}px`;
    length.textContent = lengthWords(metres, words, language);
  }
  map.on('move', measure);
  map.on('resize', measure);

  return {
    say(given, attribution, lang) {
      words = given;
      language = lang;
      for (const [one, word] of [[nearer, words.zoom_in], [farther, words.zoom_out]]) {
        one.title = word;
        one.setAttribute('aria-label', word);
      }
      north.title = words.north;
      north.setAttribute('aria-label', words.north);
      letter.textContent = words.north_letter;
      source.textContent = attribution;
      source.hidden = !attribution;
      box.setAttribute('aria-label', words.title);
      map.getCanvas().setAttribute('aria-label', words.keys);
      measure();
    },
    offer(words) {
      take.textContent = words;
      take.hidden = !words;
    },
    trouble(text) {
      alarm.textContent = text ? `${words.failed ?? 'The map could not be drawn.'} ${text}` : '';
      alarm.hidden = !text;
    },
  };
}
