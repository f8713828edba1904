import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PackingBuffer } from '../../../../src/memory/engine/postings/packing-buffer.ts';
import { DOCS_IN_CHUNK, PostingChunk, postingChange } from '../../../../src/memory/engine/postings/posting-chunk.ts';
import { ReadBuffer } from '../../../../src/memory/engine/postings/read-buffer.ts';
import { findTerm, mergeTerms, type ReadBlock } from '../../../../src/memory/engine/postings/term-block.ts';
import { compareTerms } from '../../../../src/memory/engine/postings/term-directory.ts';

// Few hashes, so that several terms share one.
const terms = ['a', 'b', 'oslo', '東京', 'x'.repeat(64), '𝔘'.repeat(64)].flatMap((term) => [
  { term, hash: 7 },
  { term: `${term}2`, hash: 7 },
  { term: `${term}3`, hash: 0xffff_ffff },
]);
const change = fc.record({
  term: fc.constantFrom(...terms),
  place: fc.integer({ min: 0, max: DOCS_IN_CHUNK - 1 }),
  code: fc.option(fc.integer({ min: 0, max: 255 }), { nil: undefined }),
});
const batches = fc.array(fc.array(change, { maxLength: 60 }), { minLength: 1, maxLength: 5 });

function read(bytes: Uint8Array): ReadBlock {
  const buffer = new ReadBuffer();
  buffer.take(bytes);
  return { bytes: buffer.bytes, places: buffer.places, size: bytes.length };
}

it('holds the postings of each of its terms, whichever terms share their hash', () => {
  const buffer = new PackingBuffer();
  fc.assert(
    fc.property(batches, (all) => {
      const expected = new Map(terms.map(({ term }) => [term, new Map<number, number>()]));
      let bytes: Uint8Array | undefined;
      for (const batch of all) {
        const changed = terms
          .map(({ term, hash }) => {
            const own = batch.filter((each) => each.term.term === term).sort((a, b) => a.place - b.place);
            for (const { place, code } of own) {
              if (code === undefined) expected.get(term)?.delete(place);
              else expected.get(term)?.set(place, code);
            }
            return { term, hash, changes: own.map(({ place, code }) => postingChange(place, code)) };
          })
          .filter(({ changes }) => changes.length > 0)
          .sort((a, b) => a.hash - b.hash || compareTerms(a.term, b.term));
        bytes = mergeTerms(bytes && read(bytes), changed, buffer);
      }
      const block = bytes && read(bytes);
      expect(block === undefined).toBe([...expected.values()].every(({ size }) => size === 0));
      if (!block) return;
      for (const { term, hash } of terms) {
        const range = findTerm(block, term, hash);
        const postings = expected.get(term) ?? new Map<number, number>();
        expect(range === undefined).toBe(postings.size === 0);
        if (!range) continue;
        const chunk = new PostingChunk(block.bytes, block.places, range.from);
        expect(chunk.size).toBe(postings.size);
        for (const [place, code] of postings) expect(chunk.find(place)).toBe(code);
      }
      expect(findTerm(block, 'not there', 7)).toBeUndefined();
      expect(findTerm(block, 'a', 8)).toBeUndefined();
    }),
  );
});
