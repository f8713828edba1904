import type { Sound } from './speech-engine.ts';

const HEADER_BYTES = 44;
const SAMPLE_BYTES = 2;
/** Between two sentences, in seconds. */
const PAUSE_SECONDS = 0.25;

/** Sounds of one rate, one after the other with a pause between each two, as a WAV file in pieces. */
export function wavOf(sounds: readonly Sound[]): { readonly pieces: readonly Uint8Array[]; readonly seconds: number } {
  const rate = sounds[0]?.rate ?? 22_050;
  const pause = new Uint8Array(Math.round(rate * PAUSE_SECONDS) * SAMPLE_BYTES);
  const data = sounds.flatMap(({ samples }, index) => (index === 0 ? [samples] : [pause, samples]));
  const bytes = data.reduce((sum, { length }) => sum + length, 0);
  return { pieces: [header(bytes, rate), ...data], seconds: bytes / SAMPLE_BYTES / rate };
}

/** RIFF's header of PCM: one channel, 16 bits. */
function header(bytes: number, rate: number): Uint8Array {
  const buffer = Buffer.alloc(HEADER_BYTES);
  buffer.write('RIFF', 0, 'latin1');
  buffer.writeUInt32LE(HEADER_BYTES - 8 + bytes, 4);
  buffer.write('WAVEfmt ', 8, 'latin1');
  buffer.writeUInt32LE(16, 16);
  buffer.writeUInt16LE(1, 20);
  buffer.writeUInt16LE(1, 22);
  buffer.writeUInt32LE(rate, 24);
  buffer.writeUInt32LE(rate * SAMPLE_BYTES, 28);
  buffer.writeUInt16LE(SAMPLE_BYTES, 32);
  buffer.writeUInt16LE(8 * SAMPLE_BYTES, 34);
  buffer.write('data', 36, 'latin1');
  buffer.writeUInt32LE(bytes, 40);
  return buffer;
}
