/**
 * What runs in the thread that speaks: a text, since it is loaded in the built program as it is here. It is told
 * `{ id, text, voice, rate }` and answers `{ id, samples, rate }`, or is told `{ id }` and answers `{ id, voices }`;
 * what goes wrong is `{ id, error }`. The usual rate is that of eSpeak NG, 175 words in a minute.
 */
export const ESPEAK_PROGRAM = `
const { parentPort, workerData } = require('node:worker_threads');
let opened;
async function open() {
  const { default: load } = await import(workerData.module);
  const { eSpeakNGWorker } = await load();
  const espeak = new eSpeakNGWorker();
  const voices = espeak.list_voices();
  const known = new Set();
  for (const { name, identifier, languages } of voices) {
    known.add(name).add(identifier);
    for (const language of languages) known.add(language.name);
  }
  return { espeak, known, voices };
}
function speak({ espeak, known }, { id, text, voice, rate }) {
  if (!known.has(voice)) throw new Error('NO_VOICE');
  espeak.set_voice(voice);
  espeak.set_rate(Math.round(175 * rate));
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
  const said = { id, samples: new Uint8Array(samples.buffer), rate: espeak.get_samplerate() };
  parentPort.postMessage(said, [samples.buffer]);
}
function list({ voices }, { id }) {
  const named = voices.map(({ name, languages }) => ({ label: name, name: languages[0]?.name ?? name }));
  parentPort.postMessage({ id, voices: named });
}
parentPort.on('message', async (asked) => {
  try {
    const program = await (opened ??= open());
    if (asked.text === undefined) list(program, asked);
    else speak(program, asked);
  } catch (error) {
    parentPort.postMessage({ id: asked.id, error: String(error?.message ?? error).slice(0, 500) });
  }
});
`;
