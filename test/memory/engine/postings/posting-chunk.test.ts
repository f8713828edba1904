import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PackingBuffer } from '../../../../src/memory/engine/postings/packing-buffer.ts';
import {
  DOCS_IN_CHUNK,
  mergePostings,
  type PostingChange,
  PostingChunk,
  postingChange,
} from '../../../../src/memory/engine/postings/posting-chunk.ts';
import { countOf, isInHeading, lengthOf, postingCode } from '../../../../src/memory/engine/postings/posting-code.ts';
import { ReadBuffer } from '../../../../src/memory/engine/postings/read-buffer.ts';

/** The bytes of a chunk after these changes, laid out where other things were before; undefined when it is empty. */
function merged(before: PostingChunk | undefined, changes: readonly PostingChange[]): Uint8Array | undefined {
  const buffer = new PackingBuffer();
  buffer.bytes.fill(0xaa);
  const start = 14;
  const end = mergePostings(before, changes, buffer, start);
  return end > start ? new Uint8Array(buffer.bytes.subarray(start, end)) : undefined;
}

/** Reads a chunk as a recall does: from any place in memory into its own buffer. */
function read(bytes: Uint8Array): PostingChunk {
  const odd = new Uint8Array(bytes.length + 3);
  odd.set(bytes, 1);
  const buffer = new ReadBuffer();
  buffer.take(new Uint8Array(3));
  const at = buffer.take(odd, 1, 1 + bytes.length);
  return new PostingChunk(buffer.bytes, buffer.places, at);
}

const place = fc.integer({ min: 0, max: DOCS_IN_CHUNK - 1 });
const change = fc.record({ place, code: fc.option(fc.integer({ min: 0, max: 255 }), { nil: undefined }) });
const batches = fc.array(fc.array(change, { maxLength: 300 }), { minLength: 1, maxLength: 4 });

it('holds what was put into it and not taken out again', () => {
  fc.assert(
    fc.property(batches, (all) => {
      const expected = new Map<number, number>();
      let bytes: Uint8Array | undefined;
      for (const batch of all) {
        const inOrder = [...batch].sort((a, b) => a.place - b.place);
        for (const each of inOrder) {
          if (each.code === undefined) expected.delete(each.place);
          else expected.set(each.place, each.code);
        }
        bytes = merged(
          bytes && read(bytes),
          inOrder.map(({ place: at, code }) => postingChange(at, code)),
        );
      }
      expect(bytes === undefined).toBe(expected.size === 0);
      if (!bytes) return;
      const chunk = read(bytes);
      expect(chunk.size).toBe(expected.size);
      for (const [at, code] of expected) expect(chunk.find(at)).toBe(code);
      for (const { place: at } of all.flat()) expect(chunk.find(at)).toBe(expected.get(at));
    }),
  );
});

it('knows the most that one of its postings can weigh', () => {
  // By any weights that grow with the count and fall with the length.
  const weights = Float64Array.from({ length: 256 }, (_, code) => countOf(code) / (10 + lengthOf(code)));
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 255 }), { minLength: 1 }), (codes) => {
      const bytes = merged(
        undefined,
        codes.map((code, at) => postingChange(at, code)),
      );
      if (!bytes) throw new Error('unreachable');
      expect(read(bytes).bound(weights)).toBe(Math.max(...codes.map((code) => weights[code] ?? 0)));
    }),
  );
});

it('takes three bytes for a posting', () => {
  const changes = Array.from({ length: 4_096 }, (_, at) => postingChange(at * 2, 7));
  expect(merged(undefined, changes)?.length).toBeLessThan(4_096 * 3.1);
});

it('keeps counts up to four, and lengths to a fifth', () => {
  for (let length = 1; length <= 16_000; length = Math.ceil(length * 1.07)) {
    for (const count of [1, 2, 3, 4, 9]) {
      const code = postingCode(count, length, count % 2 === 0);
      expect(countOf(code)).toBe(Math.min(4, count));
      expect(isInHeading(code)).toBe(count % 2 === 0);
      expect(lengthOf(code) / length).toBeGreaterThan(0.8);
      expect(lengthOf(code) / length).toBeLessThan(1.25);
    }
  }
});
