// node run_onnx.js MODEL: reads images as JSON (a list of bytes for each) from standard input and
// writes what ONNX Runtime makes of them, pixels from 0 to 1 or bytes, as JSON.

const fs = require('fs');
const ort = require('onnxruntime-node');

async function main() {
  const images = JSON.parse(fs.readFileSync(0, 'utf8'));
  const session = await ort.InferenceSession.create(process.argv[2]);
  const name = session.inputNames[0];
  const side = Math.sqrt(images[0].length);
  const bytes = images.flat();
  // The input's shape is not told here: the one that the file takes is found by trying.
  const kinds = [['float32', Float32Array.from(bytes, (pixel) => pixel / 255)],
                 ['uint8', Uint8Array.from(bytes)]];
  const shapes = [[1, side, side], [side, side, 1], [side, side], [side * side]];
  let failure;
  for (const [kind, data] of kinds) {
    for (const shape of shapes) {
      try {
        const image = new ort.Tensor(kind, data, [images.length, ...shape]);
        const found = await session.run({[name]: image});
        const outputs = session.outputNames.map((output) => ({
          name: output, data: Array.from(found[output].data, Number)}));
        console.log(JSON.stringify(outputs));
        return;
      } catch (error) {
        failure = error;
      }
    }
  }
  throw failure;
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
