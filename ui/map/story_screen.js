// What stands over the story's map: the panel of words, tools, key of the map, line of steps, help.
// Every text goes in as text, never as markup.

import {library} from './ground.js';

const LEAST = 0.6;           // words are not made smaller than this; the panel scrolls then
const SIGNS = {
  edit: 'M4 20l1-5L16 4l4 4L9 19zM13 7l4 4',
  full: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5',
  help: 'M8.5 9a3.5 3.5 0 1 1 5.2 3C12.5 12.7 12 13.3 12 15M12 19v.4',
  leave: 'M5 5l14 14M19 5L5 19',
};

/** Keep a number with its word, and a word of one letter with the next, on one line. */
const glued = (text) => text
  .replace(/(\d) (?=[\p{L}₽%])/gu, '$1\u00a0')
  .replace(/(\d)-(?=\p{L})/gu, '$1-\u2060')
  .replace(/(?<=^|\s|\u00a0)(\p{L}{1,2}) (?=\S)/gu, '$1\u00a0')
  .replace(/(\d)–(?=\d)/gu, '$1\u2060–\u2060')
  .replace(/ (?=[—–])/gu, '\u00a0')
  .replace(/№ /gu, '№\u00a0');

const named = (one, words) => { one.title = words; one.setAttribute('aria-label', words); };
const filled = (text, values) => text.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);

function element(tag, className, parent, text = '') {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.textContent = glued(text);
  parent?.append(made);
  return made;
}

function button(className, parent, act) {
  const made = element('button', className, parent);
  made.type = 'button';
  made.addEventListener('click', (event) => {
    act();
    if (event.detail) made.blur();        // after a click of the pointer keys are the story's again
  });
  return made;
}

/** Draw a sign by the path of its strokes: no font has all of them. */
function sign(path, parent) {
  const drawing = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  drawing.setAttribute('viewBox', '0 0 24 24');
  drawing.setAttribute('aria-hidden', 'true');
  const stroke = document.createElementNS(drawing.namespaceURI, 'path');
  stroke.setAttribute('d', path);
  drawing.append(stroke);
  parent.append(drawing);
}

/** Lay out everything that is there before the first step; `acts` says what the buttons do. */
export function layOut(state, acts) {
  const {root} = state;
  root.replaceChildren();
  state.canvas = element('div', 'canvas', root);
  state.panel = element('section', 'panel', root);
  state.eyebrow = element('p', 'eyebrow', state.panel);
  state.words = element('div', 'words', state.panel);
  state.words.setAttribute('aria-live', 'polite');
  state.words.setAttribute('aria-atomic', 'true');
  const moves = element('div', 'moves', state.panel);
  state.back = button('back', moves, acts.back);
  state.count = element('span', 'count', moves);
  state.count.setAttribute('aria-hidden', 'true');
  state.next = button('next', moves, acts.next);
  state.hint = element('p', 'hint', state.panel);
  state.tools = element('div', 'tools', root);
  for (const name of ['lang', 'edit', 'full', 'help', 'leave']) {
    state[name] = button(`tool ${name}`, state.tools, acts[name]);
    if (SIGNS[name]) sign(SIGNS[name], state[name]);
  }
  state.full.hidden = !document.fullscreenEnabled;
  state.key = element('ul', 'key', root);
  state.line = element('nav', 'line', root);
  state.scale = element('div', 'scale', root);
  state.source = element('div', 'source', root);
  state.typed = element('div', 'typed', root);
  state.typed.hidden = true;
  state.card = element('div', 'card', root);
  state.card.setAttribute('role', 'dialog');
  state.card.hidden = true;
  state.alarm = element('div', 'trouble', root);
  state.alarm.setAttribute('role', 'alert');
  state.alarm.hidden = true;
}

/** Open or close the help; the focus goes into it, and back to the story. */
export function toggleHelp(state, open = state.card.hidden) {
  state.card.hidden = !open;
  if (open) state.card.querySelector('button').focus();
  else state.root.focus();
}

/** Write what belongs to the story and not to a step: names of buttons, the line, the help. */
export function dress(state, go) {
  const {words, title, steps} = state.story;
  state.root.setAttribute('aria-label', title);
  state.eyebrow.textContent = title;
  state.next.textContent = words.next;
  state.back.textContent = words.back;
  for (const name of ['edit', 'help', 'leave']) named(state[name], words[name]);
  named(state.lang, words.lang);
  state.lang.textContent = words.other;
  nameFull(state);
  state.hint.replaceChildren();
  for (const [keys, meaning] of words.hint) {
    const one = element('span', '', state.hint);
    element('kbd', '', one, keys);
    one.append(` ${meaning}`);
  }
  state.line.setAttribute('aria-label', words.steps);
  state.line.replaceChildren(...steps.map((step, at) => {
    const stop = button('stop', null, () => go(at));
    named(stop, `${filled(words.step, {n: at + 1, of: steps.length})}: ${step.title}`);
    return stop;
  }));
  state.card.setAttribute('aria-label', words.help);
  state.card.replaceChildren();
  element('h2', '', state.card, words.help);
  const list = element('dl', '', state.card);
  for (const [keys, meaning] of words.keys) {
    element('dt', '', list, keys);
    element('dd', '', list, meaning);
  }
  button('close', state.card, () => toggleHelp(state, false)).textContent = words.close;
}

/** Name the button of the full screen by what it would do now. */
export function nameFull(state) {
  const {words} = state.story;
  named(state.full, document.fullscreenElement ? words.window : words.full);
}

function figure(one, parent) {
  const box = element('div', 'figure', parent);
  const line = element('p', 'number', box);
  element('b', '', line, one.number);
  if (one.unit) element('i', '', line, ` ${one.unit}`);
  element('p', 'label', box, one.label);
  if (one.interval) element('p', 'interval', box, one.interval);
  element('p', 'cited', box, one.source);
}

/** Give the key's rows by group: a heading keeps what it is of. */
function grouped(key, lib) {
  const groups = [];
  for (const one of key) {
    const begins = one.shape === 'head' || (one.shape === 'cell' && groups.at(-1)?.className !== 'cells');
    if (begins || !groups.length) {
      groups.push(element('li', one.shape === 'cell' ? 'cells' : '', null));
      element('ul', '', groups.at(-1));
    }
    groups.at(-1).firstChild.append(mark(one, lib));
  }
  return groups;
}

function mark(one, lib) {
  const item = element('li', one.shape, null);
  if (one.shape !== 'head') {
    const drawn = element('span', 'mark', item);
    drawn.style.setProperty('--ring', one.ring);
    drawn.style.setProperty('--fill', one.fill);
    if (one.icon) drawn.style.backgroundImage = `url("${library(lib)}maki/${one.icon}.svg")`;
  }
  item.append(one.title);
  return item;
}

/** Make the words of a step as large as the screen lets them be: nothing is cut. */
export function fit({panel, words}) {
  for (let share = 1; share > LEAST; share -= 0.04) {
    words.style.setProperty('--fit', share);
    if (panel.scrollHeight <= panel.clientHeight) return;
  }
}

/** Write a step: its words and figures, where it stands among the steps, the key of its map. */
export function write(state, step) {
  const {words, steps, title} = state.story;
  const content = document.createDocumentFragment();
  element('p', 'unseen', content, filled(words.step, {n: state.at + 1, of: steps.length}));
  element('h1', '', content, step.title);
  for (const part of step.text.split(/\n\s*\n/)) if (part.trim()) element('p', 'text', content, part.trim());
  const figures = element('div', `figures of-${step.figures.length}`, content);
  for (const one of step.figures) figure(one, figures);
  state.words.replaceChildren(content);
  state.panel.scrollTop = 0;
  fit(state);
  state.count.textContent = `${state.at + 1} / ${steps.length}`;
  state.back.disabled = state.at === 0;
  state.next.disabled = state.at === steps.length - 1;
  [...state.line.children].forEach((stop, at) => {
    stop.classList.toggle('done', at < state.at);
    if (at === state.at) stop.setAttribute('aria-current', 'step');
    else stop.removeAttribute('aria-current');
  });
  state.key.hidden = !step.key.length;
  state.key.replaceChildren(...grouped(step.key, state.data.lib));
  document.title = `${step.title} · ${title}`;
}
