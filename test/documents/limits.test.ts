import { deflateSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { type ParsingLimits, parseInWorker } from '../../src/documents/parsing/parse-in-worker.ts';
import { madePdf } from '../support/documents/made-pdf.ts';

const MIB = 2 ** 20;
const LIMITS: ParsingLimits = { timeMs: 60_000, heapBytes: 256 * MIB, maxCharacters: 10_000_000 };

/** Reads in a thread. @returns how many characters came */
async function read(bytes: Buffer, limits: Partial<ParsingLimits> = {}, signal = new AbortController().signal) {
  let characters = 0;
  const claim = { name: 'file', contentType: 'text/plain' };
  for await (const piece of parseInWorker(Uint8Array.from(bytes), {
    claim,
    limits: { ...LIMITS, ...limits },
    signal,
  })) {
    if (piece.kind === 'parts') for (const { content } of piece.parts) characters += content.length;
  }
  return characters;
}
const refused = (message: RegExp) => ({ code: 'BAD_USER_INPUT', message: expect.stringMatching(message) });

it('a file is read in a thread, and its problem is told in words', async () => {
  expect(await read(Buffer.from('It is read.'))).toBe(11);
  await expect(read(madePdf([{}]))).rejects.toMatchObject(refused(/was scanned/));
});

it('a thread that takes too long, or too much memory, is ended, and the process lives', async () => {
  const long = Buffer.from(`<html>${'<p>a paragraph of a long page</p>'.repeat(300_000)}`);
  await expect(read(long, { timeMs: 300 })).rejects.toMatchObject(refused(/took longer/));
  const page = Buffer.from(`<html>${'<p>'.repeat(2_000_000)}`);
  await expect(read(page, { heapBytes: 64 * MIB })).rejects.toMatchObject(refused(/memory|nested|broken|no text/));
});

it('a PDF that unpacks to a thousand times its length is refused before it has', async () => {
  const bomb = madePdf([{ content: deflateSync(Buffer.alloc(64 * MIB)) }]);
  expect(bomb.length).toBeLessThan(MIB);
  const before = process.memoryUsage().rss;
  await expect(read(bomb, { heapBytes: 64 * MIB })).rejects.toMatchObject(refused(/no text|unpacks|broken|memory/));
  expect(process.memoryUsage().rss - before).toBeLessThan(500 * MIB);
});

it('a thread ends with its signal', async () => {
  const ending = new AbortController();
  const reading = read(Buffer.from(`<html>${'<p>text</p>'.repeat(100_000)}`), {}, ending.signal);
  ending.abort(new Error('enough'));
  await expect(reading).rejects.toThrow('enough');
});
