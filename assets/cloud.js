'use strict';
(() => {
const cloud = JSON.parse(byId('cloud-numbers').textContent);
const bytesOf = text => Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
const bitsOf = text => (bytes => n => bytes[n >> 3] >> (n & 7) & 1)(bytesOf(text));
function labelsOf(text) {
  const bytes = bytesOf(text);
  return cloud.label_bytes === 1 ? bytes : Array.from({ length: bytes.length / 2 }, (_, n) => bytes[2 * n] + 256 * bytes[2 * n + 1]);
}

// Colours that colour-blind people can tell apart as well as ten can be; names are beside the points.
const colours = ['#4477aa', '#ee6677', '#228833', '#b5a520', '#4bb8d8', '#aa3377', '#994f00', '#ee8866', '#44bb99', '#8a8f98'];
const labels = labelsOf(cloud.labels);
const isWrong = bitsOf(cloud.wrong), isPictured = bitsOf(cloud.pictured);
const name = label => cloud.names[label] ?? `class ${label}`;
const points = [];
{
  const bytes = bytesOf(cloud.points), predictions = labelsOf(cloud.predictions);
  const steps = cloud.images && bytesOf(cloud.images);
  let image = 0, place = 0, wrong = 0, at = 0;
  for (let n = 0; n < labels.length; ++n) {
    const [a, b, c] = bytes.subarray(3 * n);
    if (steps) {
      let step = 0, shift = 0;
      do { step += (steps[at] & 127) << shift; shift += 7; } while (steps[at++] >= 128);
      image += step;
    } else {
      image = n;
    }
    points.push({ x: a | (b & 15) << 8, y: b >> 4 | c << 4, label: labels[n], image,
                  prediction: isWrong(n) ? predictions[wrong++] : null, place: isPictured(n) ? place++ : null });
  }
}
const mistakes = points.filter(point => point.prediction !== null);

const canvas = byId('points');
const pen = canvas.getContext('2d');
let scale = 1, selected = null, chosen = null;
const margin = 14;
const across = point => margin + point.x * scale;
const down = point => canvas.clientHeight - margin - point.y * scale;
const isShown = point => chosen === null || point.label === chosen || point.prediction === chosen;

function circle(point, radius) {
  pen.beginPath();
  pen.arc(across(point), down(point), radius, 0, 2 * Math.PI);
}

/// The names of the classes, each in the middle (the median) of its points.
function drawNames(style) {
  const middle = list => list.sort((a, b) => a - b)[list.length >> 1];
  pen.font = '600 15px system-ui, sans-serif';
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.lineWidth = 4;
  pen.strokeStyle = style.getPropertyValue('--card');
  pen.fillStyle = style.getPropertyValue('--ink');
  cloud.names.forEach((text, label) => {
    const own = points.filter(point => point.label === label);
    if (!own.length || cloud.names.length > 30) return;
    const place = [middle(own.map(across)), middle(own.map(down))];
    pen.strokeText(text, ...place);
    pen.fillText(text, ...place);
  });
}

function draw() {
  const width = canvas.clientWidth, height = canvas.clientHeight, ratio = devicePixelRatio || 1;
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  scale = Math.min((width - 2 * margin) / Math.max(1, cloud.width), (height - 2 * margin) / Math.max(1, cloud.height));
  const style = getComputedStyle(canvas);
  pen.scale(ratio, ratio);
  for (const point of points) {
    pen.globalAlpha = isShown(point) ? 0.7 : 0.08;
    pen.fillStyle = colours[point.label % colours.length];
    circle(point, 1.8);
    pen.fill();
  }
  pen.lineWidth = 1.4;
  pen.strokeStyle = style.getPropertyValue('--ink');
  for (const point of mistakes) {
    pen.globalAlpha = isShown(point) ? 1 : 0.12;
    pen.fillStyle = colours[point.label % colours.length];
    circle(point, 3.4);
    pen.fill();
    pen.stroke();
  }
  pen.globalAlpha = 1;
  drawNames(style);
  if (!selected) return;
  pen.lineWidth = 2.5;
  pen.strokeStyle = style.getPropertyValue('--bad');
  circle(selected, 8);
  pen.stroke();
}

function select(point) {
  selected = point;
  const picture = byId('cloud-picture');
  picture.hidden = point.place === null;
  if (point.place !== null) {
    const { columns, rows } = cloud.sheet;
    const share = (place, count) => (count > 1 ? 100 * place / (count - 1) : 0);
    picture.style.backgroundPosition = `${share(point.place % columns, columns)}% ${share(Math.floor(point.place / columns), rows)}%`;
  }
  byId('cloud-text').textContent = `image ${point.image}: ${name(point.label)}` +
    (point.prediction === null ? '' : ` classified as ${name(point.prediction)}`) + (point.place === null ? ' (no picture on this page)' : '');
  draw();
}

canvas.addEventListener('pointermove', event => {
  const box = canvas.getBoundingClientRect();
  let nearest = null, least = 16 ** 2;
  for (const point of points) {
    if (!isShown(point)) continue;
    const distance = (across(point) - event.clientX + box.left) ** 2 + (down(point) - event.clientY + box.top) ** 2;
    if (distance < least) { least = distance; nearest = point; }
  }
  if (nearest && nearest !== selected) select(nearest);
});
canvas.addEventListener('keydown', event => {
  const sign = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const list = mistakes.filter(isShown);
  if (!sign || !list.length) return;
  event.preventDefault();
  const now = list.indexOf(selected);
  select(list[now < 0 ? (sign > 0 ? 0 : list.length - 1) : (now + sign + list.length) % list.length]);
});

// The legend: a class alone, or all.
cloud.names.forEach((text, label) => {
  const button = document.createElement('button');
  const colour = document.createElement('i');
  button.type = 'button';
  button.className = 'switch';
  button.ariaPressed = false;
  colour.style.background = colours[label % colours.length];
  button.append(colour, text);
  button.onclick = () => {
    chosen = chosen === label ? null : label;
    [...byId('cloud-classes').children].forEach((other, index) => { other.ariaPressed = index === chosen; });
    draw();
  };
  byId('cloud-classes').append(button);
});

byId('cloud').hidden = false;
const { columns, rows, width, height } = cloud.sheet;
byId('cloud-picture').style.aspectRatio = `${width} / ${height}`;
byId('cloud-picture').style.backgroundSize = `${100 * columns}% ${100 * rows}%`;
new ResizeObserver(draw).observe(canvas);
new MutationObserver(draw).observe(root, { attributes: true });
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
})();
