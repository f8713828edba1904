import fc from 'fast-check';
import { expect, it } from 'vitest';
import { analyseQuery } from '../../../src/language/terms/analysis.ts';
import { english } from '../../../src/language/terms/english.ts';
import type { Memory } from '../../../src/memory/memory.ts';
import { openEngine } from '../../support/lex/memory-node.ts';
import { deleted, madeMemory, stored } from '../../support/made-memory.ts';
import { empty, takeIn } from '../../support/take-in.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const NOW = new Date('2026-06-01T00:00:00Z');
const LONGEST = 32_000;

// Any text that the API lets in: all of Unicode but NUL and halves of pairs, also long, and also without any word.
const character = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
  fc.integer({ min: 1, max: 0x9f }).map((code) => String.fromCodePoint(code)),
  fc.constantFrom(' ', '\n', '\u200d', '\u0301', '\ufeff', '\u{10ffff}', "'", ':', '？'),
);
const text = fc.oneof(
  { weight: 6, arbitrary: fc.array(character, { minLength: 1, maxLength: 60 }).map((all) => all.join('')) },
  { weight: 1, arbitrary: character.map((each) => each.repeat(LONGEST / each.length)) },
  {
    weight: 1,
    arbitrary: fc.array(character, { minLength: 2, maxLength: 40 }).map((all) =>
      all
        .join('')
        .repeat(Math.ceil(LONGEST / all.length))
        .slice(0, LONGEST),
    ),
  },
);
const content = text
  .map((any) => any.replaceAll('\0', ' ').toWellFormed())
  .filter((any) => any.length > 0 && any.length <= LONGEST);
const plan = fc.array(
  fc.record({ who: fc.nat({ max: 4 }), content: fc.option(content, { freq: 5, nil: undefined }) }),
  {
    minLength: 1,
    maxLength: 8,
  },
);

it('keeps, finds and forgets any text there is', async () => {
  const engine = await openEngine(await temporaryDirectory());
  try {
    await fc.assert(
      fc.asyncProperty(plan, async (steps) => {
        await empty(engine);
        const expected = new Map<number, Memory>();
        let sequence = 0n;
        for (const { who, content: said } of steps) {
          const before = expected.get(who);
          sequence++;
          if (said !== undefined) {
            const kept = before ?? madeMemory({ key: `${who}`, content: said });
            const memory = { ...kept, content: said };
            expected.set(who, memory);
            await takeIn(engine, [stored(sequence, memory)], sequence);
          } else if (before) {
            expected.delete(who);
            await takeIn(engine, [deleted(sequence, before)], sequence);
          }
        }
        expect(engine.stats().items).toBe(expected.size);
        for (const memory of expected.values()) {
          expect(engine.compare(memory, undefined)).toEqual([]);
          expect(engine.get(memory, memory.key, NOW)?.content).toBe(memory.content);
          const hits = engine.recall(memory, memory.content, { limit: 10, now: NOW });
          const isFindable = analyseQuery(memory.content, english).length > 0;
          expect(hits.some(({ memoryId }) => memoryId === memory.id)).toBe(isFindable);
        }
      }),
      { numRuns: 150 },
    );
  } finally {
    await engine.close();
  }
});
