import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lengthOf, type ReplyRun, runsAfter, wordsOf } from '../../../src/chat/messages/reply-run.ts';
import { readStoredRuns, storeRuns } from '../../../src/chat/messages/stored-runs.ts';
import { said, thought } from '../../support/reply-runs.ts';

const piece = fc.record({ kind: fc.constantFrom('text' as const, 'reasoning' as const), text: fc.string() });

describe('what a row keeps of a reply', () => {
  it('is what was written, in its order', () => {
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const runs = runsAfter(pieces, 0);
        expect(readStoredRuns(storeRuns(runs))).toEqual(runs);
      }),
    );
  });

  it.each<[string, readonly ReplyRun[], ReturnType<typeof storeRuns>]>([
    ['nothing', [], { content: '', reasoning: null, runLengths: [] }],
    ['text alone', [said('Yes.')], { content: 'Yes.', reasoning: null, runLengths: [] }],
    ['thinking alone', [thought('Hm.')], { content: '', reasoning: 'Hm.', runLengths: [3] }],
    ['thinking, then text', [thought('Hm.'), said('Yes.')], { content: 'Yes.', reasoning: 'Hm.', runLengths: [3, 4] }],
    [
      'text that is thought about',
      [said('Yes. '), thought('Hm.'), said('No.')],
      { content: 'Yes. No.', reasoning: 'Hm.', runLengths: [0, 5, 3, 3] },
    ],
  ])('of %s', (_, runs, row) => {
    expect(storeRuns(runs)).toEqual(row);
  });

  it.each([
    ['missing', []],
    ['too short', [3]],
    ['of a shorter text', [3, 2]],
    ['of a longer text', [3, 9]],
    ['of a longer thought', [4, 4]],
    ['negative', [3, 9, 0, -5]],
  ])(
    'is the text alone where the lengths are %s: a version that knows nothing of thinking has written it',
    (_, runLengths) => {
      expect(readStoredRuns({ content: 'Yes.', reasoning: 'Hm.', runLengths })).toEqual([said('Yes.')]);
    },
  );
});

it('a row whose text an older version has emptied is empty', () => {
  expect(readStoredRuns({ content: '', reasoning: 'Hm.', runLengths: [3, 4] })).toEqual([]);
});

it('what comes after a place is the rest of both kinds', () => {
  fc.assert(
    fc.property(fc.array(piece), fc.nat(200), (pieces, position) => {
      const rest = runsAfter(pieces, position);
      const all = pieces.map(({ text }) => text).join('');
      expect(rest.map(({ text }) => text).join('')).toBe(all.slice(position));
      expect(lengthOf(rest)).toBe(Math.max(0, all.length - position));
      expect(wordsOf(pieces, 'text').endsWith(wordsOf(rest, 'text'))).toBe(true);
      for (const [index, { kind, text }] of rest.entries()) {
        expect(text).not.toBe('');
        expect(kind).not.toBe(rest[index + 1]?.kind);
      }
    }),
  );
});
