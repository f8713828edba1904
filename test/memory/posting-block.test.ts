import fc from 'fast-check';
import { expect, it } from 'vitest';
import { countPostings, type Posting, packPostings, readPostings } from '../../src/memory/posting-block.ts';

function read(block: Uint8Array): Posting[] {
  const postings: Posting[] = [];
  readPostings(block, (doc, count, length) => postings.push({ doc, count, length }));
  return postings;
}

const positive = (max: number) => fc.integer({ min: 1, max });

it('reads what it has packed, and counts it without reading', () => {
  const posting = fc.record({ doc: positive(2 ** 34), count: positive(600_000), length: positive(600_000) });
  fc.assert(
    fc.property(fc.uniqueArray(posting, { selector: ({ doc }) => doc, maxLength: 600 }), (postings) => {
      const inOrder = [...postings].sort((a, b) => a.doc - b.doc);
      const block = packPostings(inOrder);
      expect(read(block)).toEqual(inOrder);
      expect(countPostings(block)).toBe(inOrder.length);
    }),
  );
});

it('takes about three bytes for a posting', () => {
  const postings = Array.from({ length: 512 }, (_, index) => ({ doc: 1_000_000 + index * 2, count: 1, length: 20 }));
  expect(packPostings(postings).length).toBeLessThan(512 * 3.1);
});
