// Inference by ONNX Runtime, for compare.py: reads a job from each line of its input and answers
// with a line of JSON.
//
//   predict FILE BATCH THREADS   {"images_per_second"}: the median over calls with BATCH images
//   version                      {"version"}
//
// FILE is a model file of Inkling. The first argument is the folder in which onnxruntime-node is
// installed (npm install --ignore-scripts onnxruntime-node). INKLING_MNIST names the folder of
// MNIST's four files. Pixels are floats in memory already, and labels are not computed: both would
// take time that is not ONNX Runtime's.

import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import readline from 'node:readline';
import zlib from 'node:zlib';

const SECONDS = 1.0; // of a measurement, after a quarter of it for warming up
const SIDE = 28;
const HEADER = 16; // bytes of an IDX file of images

const require = createRequire(path.join(path.resolve(process.argv[2]), 'index.js'));
const ort = require('onnxruntime-node');

const file = fs.readFileSync(path.join(process.env.INKLING_MNIST, 't10k-images-idx3-ubyte.gz'));
const pixels = Float32Array.from(zlib.gunzipSync(file).subarray(HEADER), (pixel) => pixel / 255);

function median(values) {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

async function predict(model, batch, threads) {
  const session = await ort.InferenceSession.create(model, {
    intraOpNumThreads: Number(threads),
    interOpNumThreads: 1,
  });
  const size = Number(batch) * SIDE * SIDE;
  const batches = [];
  for (let begin = 0; begin + size <= pixels.length; begin += size) {
    batches.push({
      image: new ort.Tensor('float32', pixels.subarray(begin, begin + size), [Number(batch), 1, SIDE, SIDE]),
    });
  }
  let next = 0;
  const call = async () => {
    const begin = performance.now();
    await session.run(batches[next++ % batches.length]);
    return (performance.now() - begin) / 1000;
  };
  for (let spent = 0; spent < SECONDS / 4;) spent += await call();
  const durations = [];
  for (let spent = 0; spent < SECONDS;) {
    durations.push(await call());
    spent += durations.at(-1);
  }
  await session.release();
  return { images_per_second: Number(batch) / median(durations) };
}

const jobs = {
  predict,
  version: async () => ({ version: require('onnxruntime-node/package.json').version }),
};

for await (const line of readline.createInterface({ input: process.stdin })) {
  const [name, ...words] = line.split(' ');
  console.log(JSON.stringify(await jobs[name](...words)));
}
