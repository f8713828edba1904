import { wavOf } from '../../chat/voice/wav.ts';

const RATE = 16_000;

/** A second in which nothing is said, as a WAV file: the shortest that OpenAI takes is a tenth of it. */
export const SILENT_WAV = Buffer.concat(wavOf([{ samples: new Uint8Array(2 * RATE), rate: RATE }]).pieces);
