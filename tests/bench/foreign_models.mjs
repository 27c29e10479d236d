// What ONNX Runtime makes of a model from elsewhere, for foreign_models.py:
//
//   node foreign_models.mjs FOLDER MODEL PIXELS THREADS
//
// FOLDER is where onnxruntime-node is installed, PIXELS the number that a pixel x becomes, such as
// "(x/255 - 0.1307)/0.3081", INKLING_MNIST the folder of MNIST's files. Prints JSON: the label and
// its probability for each test image, and images per second for batches of 1,000, or as large as
// the file fixes them.

import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import zlib from 'node:zlib';

const SIDE = 28;
const HEADER = 16; // bytes of an IDX file of images
const LARGEST_BATCH = 1000;
const SECONDS = 1.0; // of the measurement

const [, , folder, model, formula, threads] = process.argv;
const require = createRequire(path.join(path.resolve(folder), 'index.js'));
const ort = require('onnxruntime-node');

const file = fs.readFileSync(path.join(process.env.INKLING_MNIST, 't10k-images-idx3-ubyte.gz'));
const bytes = zlib.gunzipSync(file).subarray(HEADER);
const pixelOf = new Function('x', `return ${formula};`);
const count = bytes.length / (SIDE * SIDE);

/// The first shape and type of input that the session takes, with the size of its batches.
async function inputs(session) {
  const shapes = [[1, SIDE, SIDE], [SIDE, SIDE, 1], [SIDE, SIDE], [SIDE * SIDE]];
  const kinds = [['float32', Float32Array.from(bytes, pixelOf)], ['uint8', Uint8Array.from(bytes)]];
  for (const batch of [LARGEST_BATCH, 10, 1]) {
    for (const shape of shapes) {
      for (const [kind, pixels] of kinds) {
        const size = batch * SIDE * SIDE;
        const at = (n) => ({
          [session.inputNames[0]]:
            new ort.Tensor(kind, pixels.subarray(n * size, (n + 1) * size), [batch, ...shape]),
        });
        try {
          const found = await session.run(at(0));
          // Some files with a fixed batch take a larger one, and give too few answers.
          if (Object.values(found).some((output) => output.data.length % batch === 0)) {
            return { batch, at };
          }
        } catch {
          // Another one is tried.
        }
      }
    }
  }
  throw new Error('no shape of input fits');
}

function scoresOf(found, batch) {
  const sizes = Object.values(found).filter((output) => output.data.length >= 2 * batch);
  return (sizes[0] ?? Object.values(found)[0]).data;
}

/// The most probable class of one image and its probability, whatever the numbers are.
function best(scores) {
  if (scores.length === 1) return [Number(scores[0]), null];
  const label = scores.indexOf(Math.max(...scores));
  const sum = scores.reduce((total, score) => total + score, 0);
  if (scores.every((score) => score >= 0 && score <= 1)) return [label, scores[label] / sum];
  const powers = scores.map((score) => Math.exp(score - scores[label]));
  return [label, 1 / powers.reduce((total, power) => total + power, 0)];
}

const session = await ort.InferenceSession.create(model, {
  intraOpNumThreads: Number(threads), interOpNumThreads: 1, logSeverityLevel: 4,
});
const { batch, at } = await inputs(session);
const labels = [];
const probabilities = [];
const durations = [];
const batches = count / batch;
for (let n = 0; n < batches; ++n) {
  const input = at(n);
  const begin = performance.now();
  const found = await session.run(input);
  durations.push((performance.now() - begin) / 1000);
  const scores = scoresOf(found, batch);
  const size = scores.length / batch;
  for (let image = 0; image < batch; ++image) {
    const [label, probability] = best(Array.from(scores.slice(image * size, (image + 1) * size), Number));
    labels.push(label);
    probabilities.push(probability);
  }
}
durations.length = 0;
for (let n = 0, spent = 0; spent < SECONDS; ++n) {
  const input = at(n % batches);
  const begin = performance.now();
  await session.run(input);
  durations.push((performance.now() - begin) / 1000);
  spent += durations.at(-1);
}
durations.sort((a, b) => a - b);
console.log(JSON.stringify({
  labels, probabilities, batch, images_per_second: batch / durations[Math.floor(durations.length / 2)],
}));
