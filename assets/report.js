'use strict';
const { evaluation } = JSON.parse(byId('data').textContent);

if (evaluation) {
  const names = evaluation.class_names;
  const counts = evaluation.confusion_matrix;
  const others = evaluation.others;  // the row and column of the sums, or null
  const table = byId('matrix');
  const figures = [...byId('figures').children];
  const buttons = [...table.querySelectorAll('button')];
  const chosers = [...document.querySelectorAll('button[data-t]')];
  const total = list => list.reduce((sum, count) => sum + count, 0);
  const byRow = counts.map(total);
  const byColumn = counts.map((_, column) => total(counts.map(row => row[column])));

  // What the cells show: counts, or shares of their row or column.
  const share = { counts: () => 1, row: row => byRow[row] / 100, column: (_, column) => byColumn[column] / 100 };
  function show(mode) {
    const value = (row, column) => counts[row][column] / share[mode](row, column);
    let most = { hit: 0, mistake: 0 };
    const each = action => counts.forEach((list, row) => list.forEach((count, column) => {
      if (count && !(row === others && column === others)) action(row, column, row === column ? 'hit' : 'mistake');
    }));
    each((row, column, kind) => {
      if (row !== others && column !== others) most[kind] = Math.max(most[kind], value(row, column));
    });
    each((row, column, kind) => {
      const cell = table.tBodies[0].rows[row].cells[column + 1];
      const number = value(row, column);
      const text = mode === 'counts' ? number : number < 0.05 ? '<0.1' : number > 99.95 ? '100' : number.toFixed(1);
      (cell.firstElementChild || cell).textContent = text;
      cell.className = `${kind} l${Math.min(5, Math.max(1, Math.ceil(5 * number / most[kind] - 1e-9)))}`;
    });
    table.classList.toggle('shares', mode !== 'counts');
    for (const button of byId('modes').children) button.ariaPressed = button.dataset.mode === mode;
  }
  byId('modes').hidden = false;
  byId('modes').onclick = event => { if (event.target.dataset.mode) show(event.target.dataset.mode); };

  // The gallery: folded, all, or the images of one cell.
  const first = 24;
  let chosen = null;
  let folded = true;
  function draw() {
    const isChosen = item => chosen && item.dataset.t === chosen.t && item.dataset.p === chosen.p;
    const matching = figures.filter(figure => !chosen || isChosen(figure));
    for (const figure of figures) figure.hidden = chosen && !isChosen(figure);
    for (const button of buttons) button.ariaPressed = Boolean(isChosen(button));
    byId('figures').classList.toggle('folded', folded && !chosen);
    byId('more').hidden = !chosen && figures.length <= first;
    byId('more').textContent = chosen || folded ? `Show all ${figures.length}` : `Show the first ${first}`;
    byId('peek').hidden = buttons.length === 0;
    byId('peek-link').hidden = !chosen;
    let text = 'Select a cell to see its images.';
    if (chosen) {
      const count = counts[chosen.t][chosen.p];
      text = `${names[chosen.t]} classified as ${names[chosen.p]}: ${count} image${count === 1 ? '' : 's'}`;
      text += matching.length < count ? `, ${matching.length} of them on this page.` : '.';
    }
    byId('peek-text').textContent = text;
    if (byId('gallery-text')) byId('gallery-text').textContent = chosen ? `Showing only ${text}` : '';
    byId('peek-images').replaceChildren(...(chosen ? matching.slice(0, 12) : [])
      .map(figure => figure.firstElementChild.cloneNode()));
  }
  function choose(button) {
    const { t, p } = button.dataset;
    chosen = chosen && chosen.t === t && chosen.p === p ? null : { t, p };
    draw();
  }
  for (const button of chosers) button.addEventListener('click', () => choose(button));
  byId('more').onclick = () => {
    folded = !chosen && !folded;
    chosen = null;
    draw();
  };

  const heat = byId('heat');
  if (heat) {
    heat.hidden = false;
    heat.onclick = event => {
      const kind = event.target.dataset.heat;
      if (kind === undefined) return;
      for (const button of heat.children) {
        button.ariaPressed = button === event.target;
        if (button.dataset.heat) byId('gallery').classList.toggle(button.dataset.heat, button === event.target);
      }
    };
  }

  // One stop of the tab key for the whole matrix; arrows go to the next mistake.
  function focus(button) {
    for (const other of buttons) other.tabIndex = other === button ? 0 : -1;
    button.focus();
  }
  buttons.forEach((button, index) => { button.tabIndex = index ? -1 : 0; });
  const along = { ArrowRight: ['t', 'p', 1], ArrowLeft: ['t', 'p', -1], ArrowDown: ['p', 't', 1], ArrowUp: ['p', 't', -1] };
  table.addEventListener('keydown', event => {
    const button = event.target.closest('button');
    if (event.key === 'Escape' && chosen) { chosen = null; draw(); return; }
    if (!button || !along[event.key]) return;
    const [fixed, moving, sign] = along[event.key];
    const distance = other => sign * (other.dataset[moving] - button.dataset[moving]);
    const ahead = buttons.filter(other => distance(other) > 0);
    const line = ahead.filter(other => other.dataset[fixed] === button.dataset[fixed]);
    const next = (line.length ? line : ahead).sort((a, b) => distance(a) - distance(b))[0];
    event.preventDefault();
    if (next) focus(next);
  });
  table.addEventListener('focusin', event => {
    if (event.target.matches('button')) for (const other of buttons) other.tabIndex = other === event.target ? 0 : -1;
  });
  draw();
}
