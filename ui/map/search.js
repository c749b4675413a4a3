// The search box: names of the edition in both languages, shown in the page's own.
// Matching happens here, so typing costs no rerun; only a choice is told to Python.

const SHOWN = 8;
const indexes = new Map();
const boxes = new WeakMap();

function fetchIndex(url) {
  if (!indexes.has(url)) {
    indexes.set(url, fetch(url).then((answer) => {
      if (!answer.ok) throw new Error(`search index: ${answer.status}`);
      return answer.json();
    }).then((rows) => rows.map((row) => ({ ...row, keys: [plain(row.en), plain(row.ru)] }))));
  }
  return indexes.get(url);
}

function plain(text) {
  return (text ?? '').toLowerCase().replaceAll('ё', 'е').replace(/[«»"'()]/g, ' ').replace(/\s+/g, ' ').trim();
}

// 0: the name begins so; 1: one of its words does; 2: it stands somewhere inside; 9: nowhere.
function rank(key, wanted) {
  if (key.startsWith(wanted)) return 0;
  if (key.includes(` ${wanted}`)) return 1;
  return key.includes(wanted) ? 2 : 9;
}

function matches(rows, text) {
  const wanted = plain(text);
  if (!wanted) return [];
  return rows
    .map((row, order) => ({ row, order, rank: Math.min(...row.keys.map((key) => rank(key, wanted))) }))
    .filter((found) => found.rank < 9)
    .sort((a, b) => a.rank - b.rank || a.order - b.order)
    .slice(0, SHOWN)
    .map((found) => found.row);
}

function element(tag, attributes = {}, text = '') {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.textContent = text;
  return made;
}

function start(parent) {
  const root = parent.querySelector('.search');
  const input = element('input', {
    type: 'search', role: 'combobox', 'aria-expanded': 'false', 'aria-autocomplete': 'list', autocomplete: 'off',
    spellcheck: 'false',
  });
  const list = element('ul', { role: 'listbox', hidden: '' });
  root.replaceChildren(input, list);
  const box = { input, list, found: [], active: -1 };
  input.addEventListener('input', () => update(box));
  input.addEventListener('focus', () => update(box));
  input.addEventListener('blur', () => setTimeout(() => close(box), 150));
  input.addEventListener('keydown', (event) => key(box, event));
  return box;
}

async function update(box) {
  const text = box.input.value;
  const rows = await fetchIndex(box.data.index);
  if (text !== box.input.value) return;
  box.found = matches(rows, text);
  box.active = box.found.length ? 0 : -1;
  draw(box, plain(text) !== '');
}

function draw(box, open) {
  const { lang, words } = box.data;
  const rows = box.found.map((row, place) => {
    const item = element('li', { role: 'option', 'aria-selected': String(place === box.active) });
    item.append(element('span', {}, row[lang]), element('small', {}, row[`kind_${lang}`]));
    item.addEventListener('mousedown', (event) => { event.preventDefault(); choose(box, place); });
    return item;
  });
  if (open && !rows.length) rows.push(element('li', { class: 'none' }, words.none));
  box.list.replaceChildren(...rows);
  box.list.hidden = !open;
  box.input.setAttribute('aria-expanded', String(open));
}

function close(box) {
  box.list.hidden = true;
  box.input.setAttribute('aria-expanded', 'false');
}

function choose(box, place) {
  const row = box.found[place];
  if (!row) return;
  box.input.value = row[box.data.lang];
  close(box);
  box.input.blur();
  box.send({ layer: row.layer, id: row.id });
}

function key(box, event) {
  if (event.key === 'Escape') { box.input.value = ''; close(box); return; }
  if (event.key === 'Enter') { choose(box, Math.max(box.active, 0)); return; }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !box.found.length) return;
  event.preventDefault();
  box.active = (box.active + step + box.found.length) % box.found.length;
  draw(box, true);
}

export function render(component) {
  const { data, parentElement: parent } = component;
  let box = boxes.get(parent);
  if (!box) { box = start(parent); boxes.set(parent, box); }
  if (box.data && box.data.lang !== data.lang) box.input.value = '';
  box.data = data;
  box.send = (value) => component.setTriggerValue('picked', value);
  box.input.placeholder = data.words.placeholder;
  box.input.setAttribute('aria-label', data.words.placeholder);
  fetchIndex(data.index).catch((error) => console.error(error));
}

export function destroy(component) {
  boxes.delete(component.parentElement);
}
