'use strict';
(() => {
for (const button of document.querySelectorAll('.look button[data-heat]')) {
  button.hidden = false;
  button.onclick = () => {
    const isOn = button.ariaPressed !== 'true';
    button.ariaPressed = isOn;
    button.closest('.look').classList.toggle('plain', !isOn);
  };
}

// Each step has its values. Its rule shows how one of them is computed from the step that is its
// input, or from two steps, which an addition adds.
// A point is the position of a value: map k, row i, column j, counted from 0.
const { steps, answer } = JSON.parse(byId('explanation-numbers').textContent);
if (!steps) return;

const unpack = ({ unit, numbers }) => {
  const bytes = Uint8Array.from(atob(numbers), letter => letter.charCodeAt(0));
  return Float32Array.from(new Int16Array(bytes.buffer), number => number * unit);
};
const minus = text => text.replace('-', '−');
const number = (x, digits = Math.abs(x) < 99.5 ? 2 : 0) => minus((Math.abs(x) < 0.5 * 10 ** -digits ? 0 : x).toFixed(digits));
const summand = x => `${x < 0 ? '−' : '+'} ${number(Math.abs(x))}`;
const offset = ({ shape }, { k, i, j }) => (k * shape[1] + i) * shape[2] + j;
const point = ({ shape }, place) => ({
  k: Math.floor(place / (shape[1] * shape[2])), i: Math.floor(place / shape[2]) % shape[1], j: place % shape[2] });
const at = (step, where) => step.values[offset(step, where)];
const isVector = step => step.shape[1] === 1 && step.shape[2] === 1;
const place = (step, { k, i, j }) =>
  isVector(step) ? `(${k})` : step.shape[0] === 1 ? `(${i}, ${j})` : `(${k}, ${i}, ${j})`;

function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
}
const line = (...children) => element('div', 'sum', ...children);

// Larger windows are described in words instead of shown.
const LARGEST_GRID = 144;

/// A table of numbers in which number `most` is marked.
function grid(rows, columns, value, most) {
  return element('table', '', ...Array.from({ length: rows }, (_, u) => element('tr', '',
    ...Array.from({ length: columns }, (_, v) =>
      element('td', u * columns + v === most ? 'most' : '', number(value(u, v)))))));
}

/// The window of a pool, the pixel in it that is largest (times `sign`), and a table of its pixels.
function pooled(step, input, { k, i, j }, sign) {
  const [[top, bottom], [left, right]] = [step.windows[0][i], step.windows[1][j]];
  const rows = bottom - top, columns = right - left, count = rows * columns;
  const seen = (u, v) => at(input, { k, i: top + u, j: left + v });
  let most = 0, best = -Infinity;
  for (let u = 0; u < rows; ++u) for (let v = 0; v < columns; ++v) {
    if (sign * seen(u, v) > best) { best = sign * seen(u, v); most = u * columns + v; }
  }
  return { count, table: () => grid(rows, columns, seen, most), window: { k, i: top, j: left, rows, columns },
           from: { k, i: top + Math.floor(most / columns), j: left + most % columns } };
}

// Each rule returns the elements that explain a value, the input `from` that contributed most to it,
// and the window that it was computed from. The input is in step `back`, which is that of the rule
// unless a result says otherwise; an addition also tells the step that contributed `less`.
const rules = {
  pixels: () => ({ told: [line('the input of the network')] }),

  normalisation(step, input, where) {
    const pixel = at(input, where);
    return { from: where, told: [line(
      `(${number(pixel, 0)} / 255 − ${step.mean.toFixed(4)}) / ${step.deviation.toFixed(4)} = ${number(at(step, where))}`)] };
  },

  convolution(step, input, where) {
    const [rows, columns] = step.kernel;
    const channels = input.shape[0] / step.groups;
    const first = Math.floor(where.k * step.groups / step.shape[0]) * channels;
    const corner = { i: step.strides[0] * where.i, j: step.strides[1] * where.j };
    const sign = at(step, where) < 0 ? -1 : 1;
    const seen = (c, u, v) => at(input, { k: first + c, i: corner.i + u, j: corner.j + v });
    const weight = (c, u, v) => step.weights[((where.k * channels + c) * rows + u) * columns + v];
    const sums = [];
    for (let c = 0; c < channels; ++c) {
      let sum = 0, best = -Infinity, most = 0;
      for (let u = 0; u < rows; ++u) for (let v = 0; v < columns; ++v) {
        const product = seen(c, u, v) * weight(c, u, v);
        sum += product;
        if (sign * product > best) { best = sign * product; most = u * columns + v; }
      }
      sums.push({ c, sum, most });
    }
    sums.sort((a, b) => Math.abs(b.sum) - Math.abs(a.sum));
    const shown = sums.slice(0, rows > 3 ? 1 : 2);
    const others = sums.slice(shown.length);
    const told = shown.map(({ c, sum, most }) => element('div', 'product',
      element('span', '', channels > 1 ? `input map ${first + c} under kernel (${where.k}, ${c})`
        : step.groups > 1 ? `input map ${first} under kernel ${where.k}` : `input under kernel ${where.k}`),
      grid(rows, columns, (u, v) => seen(c, u, v), most), '·',
      grid(rows, columns, (u, v) => weight(c, u, v), most), `= ${number(sum)}`));
    let text = shown.map(({ sum }) => summand(sum)).join(' ');
    text = step.biases ? `bias ${number(step.biases[where.k])} ${text}` : text.replace(/^\+ /, '');
    if (others.length) text += ` ${summand(others.reduce((all, { sum }) => all + sum, 0))} (${others.length} other map${others.length > 1 ? 's' : ''})`;
    if (step.biases || channels > 1) told.push(line(`${text} = ${number(at(step, where))}`));
    const { c, most } = shown.reduce((a, b) => (sign * b.sum > sign * a.sum ? b : a));
    return { told, window: { k: first + c, ...corner, rows, columns },
             from: { k: first + c, i: corner.i + Math.floor(most / columns), j: corner.j + most % columns } };
  },

  connected(step, input, where) {
    const value = at(step, where);
    const bias = step.biases[where.k];
    const terms = step.terms[where.k].map(([c, weight]) =>
      ({ from: point(input, c), weight, input: input.values[c], product: weight * input.values[c] }));
    const rest = value - bias - terms.reduce((sum, { product }) => sum + product, 0);
    const others = input.values.length - terms.length;
    const told = [element('table', 'terms', ...terms.map(({ from, weight, input: seen, product }) =>
      element('tr', '', element('td', '', `input${place(input, from)}`), element('td', '', number(seen)),
        element('td', '', `· ${number(weight, 3)}`), element('td', '', `= ${number(product)}`))))];
    told.push(line(`bias ${number(bias)} ${summand(value - bias - rest)} (above) ${others > 0 ? `${summand(rest)} (${others} smaller terms) ` : ''}= ${number(value)}`));
    const sign = value < 0 ? -1 : 1;
    return { told, from: terms.reduce((a, b) => (sign * b.product > sign * a.product ? b : a)).from };
  },

  pool(step, input, where) {
    const { count, table, window, from } = pooled(step, input, where, 1);
    const value = number(at(step, where));
    const told = count <= LARGEST_GRID
      ? element('div', 'product', 'max of', table(), `= ${value}`)
      : line(`the largest of ${count} values: input${place(input, from)} = ${value}`);
    return { told: [told], from, window };
  },

  average(step, input, where) {
    const { count, table, window, from } = pooled(step, input, where, at(step, where) < 0 ? -1 : 1);
    const value = number(at(step, where));
    const told = count <= LARGEST_GRID
      ? element('div', 'product', 'mean of', table(), `= ${value}`)
      : line(`the mean of ${count} values: ${value}`);
    return { told: [told], from, window };
  },

  padding(step, input, where) {
    const from = { k: where.k, i: where.i - step.top, j: where.j - step.left };
    const isInside = from.i >= 0 && from.j >= 0 && from.i < input.shape[1] && from.j < input.shape[2];
    if (!isInside) return { told: [line('outside the input: 0')] };
    return { from, told: [line(`input${place(input, from)} = ${number(at(input, from))}`)] };
  },

  slope(step, input, where) {
    const seen = at(input, where);
    const product = seen > 0 ? number(seen) : `slope ${number(step.weights[where.k], 3)} · (${number(seen)})`;
    return { from: where, told: [line(`${product} = ${number(at(step, where))}`)] };
  },

  scale(step, input, where) {
    const seen = number(at(input, where));
    return { from: where, told: [line(`${number(step.weights[where.k], 3)} · ${seen[0] === '−' ? `(${seen})` : seen} ${summand(step.biases[where.k])} = ${number(at(step, where))}`)] };
  },

  addition(step, input, where) {
    const branch = at(input, where), shortcut = at(steps[step.shortcut], where);
    const sign = at(step, where) < 0 ? -1 : 1;
    const [back, less] = sign * shortcut > sign * branch ? [step.shortcut, step.input] : [step.input, step.shortcut];
    return { from: where, back, less, told: [line(
      `branch ${number(branch)} ${summand(shortcut)} (shortcut) = ${number(at(step, where))}`)] };
  },

  each(step, input, where) {
    const seen = number(at(input, where));
    const numbers = step.function.replaceAll('input', seen[0] === '−' && step.function !== 'max(0, input)' ? `(${seen})` : seen);
    return { from: where, told: [line(`${numbers} = ${number(at(step, where))}`)] };
  },
};

function explained(n, where) {
  const step = steps[n];
  const result = { back: step.input, ...rules[step.kind](step, steps[step.input], where) };
  if (result.from && !result.window) result.window = { ...result.from, rows: 1, columns: 1 };
  return result;
}

function put(mark, step, window) {
  mark.hidden = !window || window.k >= step.shown;
  if (mark.hidden) return;
  const [, height, width] = step.shape;
  const x = window.k % step.columns * (width * step.scale + step.gap) + window.j * step.scale;
  const y = Math.floor(window.k / step.columns) * (height * step.scale + step.gap) + window.i * step.scale;
  mark.style.left = `${100 * x / step.width}%`;
  mark.style.top = `${100 * y / step.height}%`;
  mark.style.width = `${100 * window.columns * step.scale / step.width}%`;
  mark.style.height = `${100 * window.rows * step.scale / step.height}%`;
}

/// Shows how the value at `where` of step n was computed, in the step and on the picture before it.
function show(n, where) {
  const step = steps[n];
  const { told, window } = explained(n, where);
  const name = step.kind === 'pixels' ? 'pixel' : 'output';
  step.readout.hidden = false;
  step.readout.replaceChildren(
    element('div', 'value', element('i', '', `${name}${place(step, where)} = `), number(at(step, where), step.kind === 'pixels' ? 0 : undefined)), ...told);
  put(step.own, step, { ...where, rows: 1, columns: 1 });
  for (const input of [step.input, step.shortcut]) {
    if (input !== undefined) put(steps[input].window, steps[input], window);
  }
}

/// Selects a value, and in each step before it, after step `end`, the value that contributed most.
/// Appends these steps to `path`. At an addition, both branches are followed to their common input.
function follow(n, where, end, path) {
  while (where && n > end) {
    steps[n].chosen = where;
    path.push(n);
    const { from, back, less } = explained(n, where);
    if (less !== undefined) follow(less, from, steps[n].begin, path);
    [n, where] = [back, from];
  }
}

/// Selects a value and what it came from.
function choose(n, where) {
  const path = [];
  follow(n, where, -1, path);
  for (let other = path[0]; other >= 0; --other) {
    if (!path.includes(other)) show(other, steps[other].chosen);
  }
  for (const step of path) show(step, steps[step].chosen);
}

/// The point of a step's picture under the pointer, or null between maps.
function pointed(step, event) {
  const box = step.frame.getBoundingClientRect();
  const [, height, width] = step.shape;
  const x = (event.clientX - box.left) / box.width * step.width;
  const y = (event.clientY - box.top) / box.height * step.height;
  const column = Math.floor(x / (width * step.scale + step.gap));
  const row = Math.floor(y / (height * step.scale + step.gap));
  const j = Math.floor((x - column * (width * step.scale + step.gap)) / step.scale);
  const i = Math.floor((y - row * (height * step.scale + step.gap)) / step.scale);
  const k = row * step.columns + column;
  const isInside = j >= 0 && i >= 0 && j < width && i < height && k >= 0 && column < step.columns && k < step.shown;
  return isInside ? { k, i, j } : null;
}

const moves = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

steps.forEach((step, n) => {
  const card = document.querySelector(`.step[data-step="${n}"]`);
  step.values = unpack(step.values);
  if (step.weights) step.weights = unpack(step.weights);
  if (step.biases) step.biases = unpack(step.biases);
  step.frame = card.querySelector('.frame');
  step.readout = card.querySelector('.readout');
  step.own = element('i', 'mark');
  step.window = element('i', 'mark window');
  step.window.hidden = true;
  step.frame.append(step.window, step.own);
  step.frame.tabIndex = 0;
  step.chosen = { k: 0, i: 0, j: 0 };
  step.frame.addEventListener('pointermove', event => {
    const where = pointed(step, event);
    if (where) show(n, where);
  });
  step.frame.addEventListener('pointerleave', () => show(n, step.chosen));
  step.frame.addEventListener('click', event => {
    const where = pointed(step, event);
    if (where) choose(n, where);
  });
  // At the end of a row, an arrow key moves to the next map.
  step.frame.addEventListener('keydown', event => {
    if (!moves[event.key]) return;
    event.preventDefault();
    const [down, right] = moves[event.key];
    const [, height, width] = step.shape;
    const where = { ...step.chosen, i: step.chosen.i + down, j: step.chosen.j + right };
    if (where.j < 0 || where.j >= width) { where.k += right; where.j = right > 0 ? 0 : width - 1; }
    if (where.k >= 0 && where.k < step.shown && where.i >= 0 && where.i < height) choose(n, where);
  });
});
choose(steps.length - 1, point(steps[steps.length - 1], answer));
})();
