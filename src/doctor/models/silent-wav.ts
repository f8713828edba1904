/** RIFF, format and length of what follows: a second of one channel, 16,000 samples of 16 bits. */
const HEADER = Buffer.from('UklGRiR9AABXQVZFZm10IBAAAAABAAEAgD4AAAB9AAACABAAZGF0YQB9AAA=', 'base64');

/** A second in which nothing is said, as a WAV file: the shortest that OpenAI takes is a tenth of it. */
export const SILENT_WAV = Buffer.concat([HEADER, Buffer.alloc(32_000)]);
