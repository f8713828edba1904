import { pino } from 'pino';
import { expect, it } from 'vitest';
import { analyse } from '../../../src/language/terms/analysis.ts';
import { loadLanguage } from '../../../src/language/terms/languages.ts';
import { MEMORY_LANGUAGES } from '../../../src/language/terms/memory-languages.ts';
import { openDerivedStore } from '../../../src/lmdb/open-derived-store.ts';
import { openLmdb } from '../../../src/lmdb/open-lmdb.ts';
import { createMemoryEngine } from '../../../src/memory/engine/lmdb-memory-engine.ts';
import { madeMemory, stored } from '../../support/made-memory.ts';
import { takeIn } from '../../support/take-in.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

it.each([
  ['german', 'Meine Schwestern wohnen in alten Häusern', 'Haus der Schwester'],
  ['french', 'Elle a deux chevaux blancs', 'son cheval'],
  ['russian', 'Моя сестра живёт в большом городе', 'города сестры'],
  ['spanish', 'Trabajamos en una panadería', 'trabajo panaderías'],
  ['arabic', 'ذهبت إلى المدرسة الجديدة', 'مدرسة'],
] as const)('in %s, forms of a word find each other', async (name, text, query) => {
  const language = await loadLanguage(name);
  const engine = createMemoryEngine({ root: await openLmdb(await temporaryDirectory()), language });
  try {
    const memory = madeMemory({ content: text });
    await takeIn(engine, [stored(1, memory), stored(2, madeMemory({ content: 'something else' }))], 2n);
    const hits = engine.recall(memory, query, { limit: 8, now: new Date() });
    expect(hits.map(({ memoryId }) => memoryId)).toEqual([memory.id]);
  } finally {
    await engine.close();
  }
});

it.each(MEMORY_LANGUAGES)('%s takes any text, and gives the same terms each time', async (name) => {
  const language = await loadLanguage(name);
  const text = 'Ωμέγα 你好 café naïve İstanbul ﬁancée 3.14 २०२६ \ud83d\ude00 a\u0301\u0301 мой أحمد x'.repeat(3);
  const terms = analyse(text, { language }).terms.map(({ term }) => term);
  expect(terms.length).toBeGreaterThan(5);
  expect(terms.every((term) => term.length > 0 && term.isWellFormed())).toBe(true);
  expect(analyse(text, { language }).terms.map(({ term }) => term)).toEqual(terms);
});

it('an index that was made for another language is made again', async () => {
  const path = await temporaryDirectory();
  const log = pino({ level: 'silent' });
  const english = await openDerivedStore(path, { create: (root) => createMemoryEngine({ root }), log });
  await takeIn(english, [stored(1, madeMemory({ content: 'Häuser' }))], 1n);
  await english.close();
  const language = await loadLanguage('german');
  const german = await openDerivedStore(path, { create: (root) => createMemoryEngine({ root, language }), log });
  expect(german.stats()).toMatchObject({ items: 0, partitions: 0 });
  await german.close();
});
