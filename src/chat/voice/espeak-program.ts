/**
 * What runs in the thread that speaks: a text, since it is loaded in the built program as it is here. It is told
 * `{ id, text, voice }` and answers `{ id, samples, rate }` or `{ id, error }`.
 */
export const ESPEAK_PROGRAM = `
const { parentPort, workerData } = require('node:worker_threads');
let opened;
async function open() {
  const { default: load } = await import(workerData.module);
  const { eSpeakNGWorker } = await load();
  const espeak = new eSpeakNGWorker();
  const known = new Set();
  for (const { name, identifier, languages } of espeak.list_voices()) {
    known.add(name).add(identifier);
    for (const language of languages) known.add(language.name);
  }
  return { espeak, known };
}
parentPort.on('message', async ({ id, text, voice }) => {
  try {
    const { espeak, known } = await (opened ??= open());
    if (!known.has(voice)) throw new Error('NO_VOICE');
    espeak.set_voice(voice);
    const pieces = [];
    let length = 0;
    espeak.synthesize(text, (audio) => {
      if (audio && audio.length > 0) {
        pieces.push(audio);
        length += audio.length;
      }
      return false;
    });
    const samples = new Int16Array(length);
    let at = 0;
    for (const piece of pieces) {
      samples.set(piece, at);
      at += piece.length;
    }
    parentPort.postMessage({ id, samples: new Uint8Array(samples.buffer), rate: espeak.get_samplerate() }, [samples.buffer]);
  } catch (error) {
    parentPort.postMessage({ id, error: String(error?.message ?? error).slice(0, 500) });
  }
});
`;
