// How the story is steered: keys as presentation programs have them, a presenter's remote (which
// sends PageUp, PageDown, F5, Escape and `.`), digits and Enter, a swipe over the words.

import {toggleHelp} from './story_screen.js';

const MOVES = {
  ArrowRight: 1, ArrowDown: 1, PageDown: 1, ' ': 1, Enter: 1,
  ArrowLeft: -1, ArrowUp: -1, PageUp: -1, Backspace: -1,
};
const COVERS = {b: 'black', '.': 'black', w: 'white', ',': 'white'};
const PLACES = {KeyB: 'b', KeyF: 'f', KeyW: 'w', Period: '.', Comma: ','};   // by any alphabet
const TYPED_MS = 4000;       // how long a number waits for Enter
const STILL_MS = 3000;       // after which the pointer and the tools are hidden on the full screen
const SWIPE = 60;            // pixels; a shorter way of the finger is no swipe

export function fullScreen(wanted = !document.fullscreenElement) {
  if (!wanted && document.fullscreenElement) document.exitFullscreen();
  else if (wanted && !document.fullscreenElement) {
    document.documentElement.requestFullscreen().catch(() => undefined);   // the browser forbids it
  }
}

function cover(state, colour) {
  const there = state.root.dataset.cover;
  if (there) delete state.root.dataset.cover;
  else if (colour) state.root.dataset.cover = colour;
  return Boolean(there);
}

function type(state, text) {
  clearTimeout(state.typing);
  state.typed.textContent = text;
  state.typed.hidden = !text;
  if (text) state.typing = setTimeout(() => type(state, ''), TYPED_MS);
}

/** Answer a key; true where it was the story's. */
function act(state, event, {go, leave}) {
  const {key} = event;
  const letter = /^[ -~]$/.test(key) ? key.toLowerCase() : PLACES[event.code];
  const number = state.typed.textContent;
  if (cover(state, COVERS[letter]) || COVERS[letter]) return true;   // any key lifts the cover
  const control = event.composedPath()[0]?.closest?.('button');
  if (control && (key === ' ' || (key === 'Enter' && !number))) return false;   // it is pressed
  if (/^\d$/.test(key)) type(state, `${number}${key}`.slice(-2));
  else {
    type(state, '');
    if (key === 'Enter' && number) go(Number(number) - 1);
    else if (key === 'Escape') {
      if (number) return true;
      if (!state.card.hidden) toggleHelp(state, false);
      else if (document.fullscreenElement) fullScreen(false);
      else leave();
    } else if (key === '?' || key === 'F1') toggleHelp(state);
    else if (letter === 'f') fullScreen();
    else if (key === 'F5') {
      fullScreen(true);
      if (!event.shiftKey) go(0);
    } else if (key === 'Home') go(0);
    else if (key === 'End') go(state.story.steps.length - 1);
    else if (MOVES[key]) go(state.at + (key === ' ' && event.shiftKey ? -1 : MOVES[key]));
    else return false;
  }
  return true;
}

/** Steer the story by keys and fingers; gives the function that stops it. */
export function steer(state, acts) {
  const press = (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || !state.story) return;
    if (event.composedPath()[0]?.closest?.('input, textarea, select, [contenteditable]')) return;
    if (!act(state, event, acts)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  let still;
  const stir = () => {
    clearTimeout(still);
    state.root.classList.remove('still');
    if (document.fullscreenElement) still = setTimeout(() => state.root.classList.add('still'), STILL_MS);
  };
  let from;
  const touch = ({touches}) => { from = touches.length === 1 ? touches[0] : undefined; };
  const lift = ({changedTouches: [to]}) => {
    const across = from ? to.clientX - from.clientX : 0;
    const along = from ? to.clientY - from.clientY : 0;
    from = undefined;
    if (Math.abs(across) > SWIPE && Math.abs(across) > 2 * Math.abs(along)) acts.go(state.at - Math.sign(across));
  };
  window.addEventListener('keydown', press, true);
  document.addEventListener('fullscreenchange', stir);
  state.root.addEventListener('pointermove', stir);
  state.panel.addEventListener('touchstart', touch, {passive: true});
  state.panel.addEventListener('touchend', lift);
  return () => {
    clearTimeout(still);
    clearTimeout(state.typing);
    window.removeEventListener('keydown', press, true);
    document.removeEventListener('fullscreenchange', stir);
  };
}
