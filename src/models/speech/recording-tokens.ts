/** Models that hear take a token for each tenth of a second, as OpenAI's do. */
const TOKENS_IN_SECOND = 10;
/** Below what browsers and telephones record, so that a recording is thought rather too long than too short. */
const LEAST_BYTES_IN_SECOND = 2_000;
const RIFF_HEADER = 44;

/** @param seconds of a recording */
export function tokensOfSeconds(seconds: number): number {
  return Math.ceil(seconds * TOKENS_IN_SECOND);
}

/**
 * What hearing a recording takes, before anybody has heard it: what a WAV says of itself, and of others a guess by
 * their size, rather too high than too low.
 */
export function tokensOfRecording(audio: Uint8Array): number {
  return tokensOfSeconds(audio.length / Math.max(LEAST_BYTES_IN_SECOND, bytesInSecond(audio)));
}

/** 0 when a recording doesn't say. */
function bytesInSecond(audio: Uint8Array): number {
  if (audio.length < RIFF_HEADER) return 0;
  const header = Buffer.from(audio.buffer, audio.byteOffset, RIFF_HEADER);
  const isWav = header.toString('latin1', 0, 4) === 'RIFF' && header.toString('latin1', 8, 16) === 'WAVEfmt ';
  return isWav ? header.readUInt32LE(28) : 0;
}
