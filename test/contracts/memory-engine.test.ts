import { rm } from 'node:fs/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openLmdb } from '../../src/lmdb/open-lmdb.ts';
import { createMemoryEngine } from '../../src/memory/engine/lmdb-memory-engine.ts';
import type { MemoryEngine, MemoryScope } from '../../src/memory/engine/memory-engine.ts';
import type { Memory } from '../../src/memory/memory.ts';
import { costsLessThan } from '../support/costs-less-than.ts';
import { deleted, madeMemory, stored, THEN } from '../support/made-memory.ts';
import { empty, takeIn } from '../support/take-in.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const ANNA = '00000000-0000-4000-8000-00000000000a';
const BERT = '00000000-0000-4000-8000-00000000000b';

/** The engines that keep the contract, by the directory they keep their copy in. */
const ENGINES: Readonly<Record<string, (path: string) => Promise<MemoryEngine>>> = {
  LMDB: async (path) => createMemoryEngine({ root: await openLmdb(path) }),
};

describe.each(Object.entries(ENGINES))('the memory engine in %s', (_, open) => {
  async function openEngine(): Promise<MemoryEngine> {
    const engine = await open(await temporaryDirectory());
    onTestFinished(() => engine.close());
    return engine;
  }

  const found = (engine: MemoryEngine, query: string, scope: Partial<MemoryScope> = {}, now = THEN) =>
    engine
      .recall({ ownerId: ANNA, namespace: 'default', ...scope }, query, { limit: 100, now })
      .map(({ memoryId }) => memoryId);
  const annas = (content: string, parts: Partial<Memory> = {}) => madeMemory({ ownerId: ANNA, content, ...parts });

  it('is empty at first', async () => {
    const engine = await openEngine();
    expect(engine.partition(ANNA)).toBeUndefined();
    expect(engine.partitions({ after: '', limit: 10 })).toEqual([]);
    expect(engine.stats()).toMatchObject({ items: 0, partitions: 0 });
    expect(found(engine, 'anything')).toEqual([]);
  });

  it('finds what it was given, with the words that matched', async () => {
    const engine = await openEngine();
    const memory = annas('My sister lives in Oslo');
    await takeIn(engine, [stored(1, memory)], 1n);
    expect(engine.recall(memory, 'Where do my sisters live?', { limit: 8, now: THEN })).toMatchObject([
      { memoryId: memory.id, score: expect.any(Number), reasons: ['sisters', 'live'] },
    ]);
    expect(engine.partition(ANNA)).toEqual({ ownerId: ANNA, number: 1n, mark: 1n, items: 1 });
    expect(engine.stats()).toMatchObject({ items: 1, partitions: 1 });
  });

  it('applies changes to a partition that stands where they begin, and to no other', async () => {
    const engine = await openEngine();
    const [otter, heron] = [annas('otter'), annas('heron')];
    const upTo = { number: 7n, mark: 70n };
    expect(await engine.apply(ANNA, [stored(7, heron)], { from: 0n, upTo })).toBe(false);
    expect(engine.partition(ANNA)).toBeUndefined();
    await takeIn(engine, [stored(1, otter)], 1n);
    expect(await engine.apply(ANNA, [stored(7, heron)], { from: 2n, upTo })).toBe(false);
    expect(engine.partition(ANNA)).toMatchObject({ number: 1n, mark: 1n });
    expect(await engine.apply(ANNA, [], { from: 1n, upTo })).toBe(true);
    expect(engine.partition(ANNA)).toEqual({ ownerId: ANNA, ...upTo, items: 1 });
    expect(found(engine, 'otter heron')).toEqual([otter.id]);
  });

  it('takes a memory under the key of another, whose deletion comes later', async () => {
    const engine = await openEngine();
    const gone = annas('otter', { key: 'animal', group: 'talk' });
    const now = annas('heron', { key: 'animal', group: 'talk' });
    await takeIn(engine, [stored(1, gone)], 1n);
    await takeIn(engine, [stored(3, now)], 3n);
    await takeIn(engine, [deleted(2, gone)], 4n);
    expect(found(engine, 'otter heron')).toEqual([now.id]);
    expect(engine.compare(now, undefined)).toEqual([]);
    expect([engine.has(ANNA, gone.id), engine.partition(ANNA)?.items]).toEqual([false, 1]);
  });

  it('leaves nothing behind of a memory that was replaced', async () => {
    const engine = await openEngine();
    const memory = annas('otter otter river', { group: 'a' });
    await takeIn(engine, [stored(1, memory)], 1n);
    await takeIn(engine, [stored(2, { ...memory, content: 'heron', group: 'b' })], 2n);
    expect(found(engine, 'otter river')).toEqual([]);
    expect(found(engine, 'heron')).toEqual([memory.id]);
    expect(engine.stats().items).toBe(1);
  });

  it('reads its own earlier changes within a batch', async () => {
    const engine = await openEngine();
    const [once, twice, gone, back] = ['one', 'two', 'three', 'four'].map((word) => annas(`otter ${word}`));
    if (!once || !twice || !gone || !back) throw new Error('unreachable');
    await takeIn(engine, [stored(1, back)], 1n);
    await takeIn(
      engine,
      [
        stored(2, once),
        stored(3, twice),
        stored(4, { ...twice, content: 'heron' }),
        stored(5, gone),
        deleted(6, gone),
        deleted(7, back),
        stored(8, back),
      ],
      8n,
    );
    expect(found(engine, 'otter').sort()).toEqual([once.id, back.id].sort());
    expect(found(engine, 'heron')).toEqual([twice.id]);
    expect(found(engine, 'three')).toEqual([]);
    expect(engine.partition(ANNA)).toEqual({ ownerId: ANNA, number: 8n, mark: 8n, items: 3 });
  });

  it('takes a memory from one namespace to another, where others already are', async () => {
    const engine = await openEngine();
    const moving = annas('otter', { namespace: 'here' });
    const there = annas('otter there', { namespace: 'there' });
    await takeIn(engine, [stored(1, moving), stored(2, there)], 2n);
    await takeIn(engine, [stored(3, { ...moving, namespace: 'there' })], 3n);
    expect(found(engine, 'otter', { namespace: 'here' })).toEqual([]);
    expect(found(engine, 'otter', { namespace: 'there' }).sort()).toEqual([moving.id, there.id].sort());
    expect(engine.stats().items).toBe(2);
  });

  it('lifts neighbours in the order of first remembering, whatever was changed last', async () => {
    const turns = ['zero', 'one', 'two', 'three', 'four'].map((word) => annas(word, { group: 'talk' }));
    const liveEngine = await openEngine();
    await takeIn(
      liveEngine,
      turns.map((turn, index) => stored(index + 1, turn)),
      5n,
    );
    const [zero, one, two, three, four] = turns;
    if (!zero || !one || !two || !three || !four) throw new Error('unreachable');
    // A database that is read anew has the memory that was changed last at its end.
    const newer = { ...one, content: 'one otter' };
    await takeIn(liveEngine, [stored(6, newer)], 6n);
    const rebuilt = await openEngine();
    await takeIn(rebuilt, [stored(1, zero), stored(3, two), stored(4, three), stored(5, four), stored(6, newer)], 6n);
    for (const engine of [liveEngine, rebuilt]) {
      expect(found(engine, 'otter').sort()).toEqual([zero.id, one.id, two.id, three.id].sort());
      expect(found(engine, 'otter')[0]).toBe(one.id);
      expect(found(engine, 'otter')[3]).toBe(three.id);
    }
  });

  it('finds neighbours across a thin and long group, and a large one', async () => {
    const engine = await openEngine();
    const thin = Array.from({ length: 9 }, (_, index) =>
      annas(`thin${index}`, { group: 'thin', number: BigInt(index * 1_000) }),
    );
    const large = Array.from({ length: 1_200 }, (_, index) =>
      annas(`large${index}`, { group: 'large', number: BigInt(20_000 + index) }),
    );
    await takeIn(
      engine,
      [...thin, ...large].map((memory, index) => stored(index + 1, memory)),
      2_000n,
    );
    const around = (members: readonly Memory[], at: number) =>
      members.slice(Math.max(0, at - 2), at + 3).map(({ id }) => id);
    for (let at = 0; at < thin.length; at++) expect(found(engine, `thin${at}`).sort()).toEqual(around(thin, at).sort());
    for (const at of [0, 1, 223, 224, 225, 480, 1_198, 1_199])
      expect(found(engine, `large${at}`).sort()).toEqual(around(large, at).sort());
  });

  it('leaves no gap in a group where a memory was deleted', async () => {
    const engine = await openEngine();
    const turns = ['zero', 'one', 'two', 'three'].map((word) => annas(word, { group: 'talk' }));
    const [zero, one, two, three] = turns;
    if (!zero || !one || !two || !three) throw new Error('unreachable');
    await takeIn(
      engine,
      turns.map((turn, index) => stored(index + 1, turn)),
      4n,
    );
    await takeIn(engine, [deleted(5, one)], 5n);
    expect(found(engine, 'three')).toEqual([three.id, two.id, zero.id]);
  });

  it('never finds what has expired, and finds it up to then', async () => {
    const engine = await openEngine();
    const memory = annas('otter', { expiresAt: new Date(THEN.getTime() + 1_000) });
    await takeIn(engine, [stored(1, memory)], 1n);
    expect(found(engine, 'otter', {}, new Date(THEN.getTime() + 999))).toEqual([memory.id]);
    expect(found(engine, 'otter', {}, new Date(THEN.getTime() + 1_000))).toEqual([]);
  });

  it('keeps owners apart', async () => {
    const engine = await openEngine();
    const hers = annas('otter', { group: 'talk' });
    const his = madeMemory({ ownerId: BERT, content: 'otter otter', group: 'talk' });
    await takeIn(engine, [stored(1, hers), stored(2, his)], 2n);
    expect(found(engine, 'otter', { ownerId: ANNA })).toEqual([hers.id]);
    expect(found(engine, 'otter', { ownerId: BERT })).toEqual([his.id]);
    // How rare a word is counts among one's own alone: what others keep can't be read off a score.
    const score = () => engine.recall(hers, 'otter', { limit: 1, now: THEN })[0]?.score;
    const before = score();
    await takeIn(
      engine,
      Array.from({ length: 50 }, (_, index) => stored(3 + index, madeMemory({ ownerId: BERT, content: 'otter' }))),
      52n,
    );
    expect(score()).toBe(before);
  });

  const NAMES = [
    'a',
    'ab',
    'a/b',
    'a\u0001',
    '\u0001a',
    '\u001b',
    'a%01',
    '"a"',
    ' a',
    '\u007f',
    '\u0080',
    '\uffff',
    '𝄞'.repeat(50),
    '漢'.repeat(100),
    '漢'.repeat(99),
    '\u0002'.repeat(100),
    // LMDB's encoding gives these two the same bytes.
    `${'x'.repeat(62)}\u0001`,
    `${'x'.repeat(62)}\u0004\u0001`,
    `${'x'.repeat(64)}\u0001`,
    'x'.repeat(64),
  ];

  it('keeps namespaces apart, whatever they are called', async () => {
    const engine = await openEngine();
    const memories = NAMES.map((namespace) => annas('otter', { namespace }));
    await takeIn(
      engine,
      memories.map((memory, index) => stored(index + 1, memory)),
      100n,
    );
    for (const memory of memories) expect(found(engine, 'otter', memory)).toEqual([memory.id]);
  });

  it('keeps groups apart, whatever they are called, up to the longest names together', async () => {
    const engine = await openEngine();
    const namespace = '漢'.repeat(100);
    const groups = [...NAMES, '漢'.repeat(200), '\u0003'.repeat(200)];
    const pairs = groups.map((group, index) => [
      annas(`word${index}`, { namespace, group }),
      annas('beside', { namespace, group }),
    ]);
    await takeIn(
      engine,
      pairs.flat().map((memory, index) => stored(index + 1, memory)),
      100n,
    );
    for (const [index, pair] of pairs.entries()) {
      expect(found(engine, `word${index}`, { namespace })).toEqual(pair.map(({ id }) => id));
    }
  });

  it('takes the longest word in the longest namespace', async () => {
    const engine = await openEngine();
    const namespace = '\u0002'.repeat(100);
    const word = '𞤀'.repeat(100);
    const memory = annas(word, { namespace });
    await takeIn(engine, [stored(1, memory)], 1n);
    expect(found(engine, word, { namespace })).toEqual([memory.id]);
  });

  describe('whose partitions come and go', () => {
    const { signal } = new AbortController();

    it('reads a new one once it is put to use, in place of the old one, and after it was opened again', async () => {
      const path = await temporaryDirectory();
      const engine = await open(path);
      const [heron, otter] = [annas('heron'), annas('otter')];
      await takeIn(engine, [stored(1, heron)], 1n);
      const next = engine.load(ANNA);
      await next.apply([stored(1, otter)]);
      expect(found(engine, 'heron otter')).toEqual([heron.id]);
      await engine.tidy(signal);
      await next.use([], { number: 5n, mark: 50n });
      expect(found(engine, 'heron otter')).toEqual([otter.id]);
      const { usedBytes } = engine.stats();
      await engine.tidy(signal);
      expect(engine.stats().usedBytes).toBeLessThanOrEqual(usedBytes);
      await engine.close();
      const again = await open(path);
      onTestFinished(() => again.close());
      expect(found(again, 'heron otter')).toEqual([otter.id]);
      expect(again.partition(ANNA)).toEqual({ ownerId: ANNA, number: 5n, mark: 50n, items: 1 });
    });

    it('keeps the old one where a new one was never used, and nothing of that', async () => {
      const path = await temporaryDirectory();
      const engine = await open(path);
      const heron = annas('heron');
      await takeIn(engine, [stored(1, heron)], 1n);
      const { usedBytes } = engine.stats();
      await engine.load(ANNA).apply(Array.from({ length: 2_000 }, (_, at) => stored(at + 1, annas(`otter ${at}`))));
      expect(engine.stats().usedBytes).toBeGreaterThan(usedBytes);
      // The process ends.
      await engine.close();
      const again = await open(path);
      onTestFinished(() => again.close());
      expect(found(again, 'heron otter')).toEqual([heron.id]);
      await again.tidy(signal);
      expect(again.stats().usedBytes).toBe(usedBytes);
      const given = again.load(ANNA);
      await given.apply([stored(1, annas('otter'))]);
      given.discard();
      await again.tidy(signal);
      expect([found(again, 'heron otter'), again.stats().usedBytes]).toEqual([[heron.id], usedBytes]);
    });

    it('drops the one that was used longest ago, and leaves the others as they are', async () => {
      const engine = await openEngine();
      const owners = ['a', 'b', 'c'].map((digit) => `00000000-0000-4000-8000-00000000000${digit}`);
      const memories = owners.map((ownerId) => madeMemory({ ownerId, content: 'otter' }));
      for (const [at, memory] of memories.entries()) await takeIn(engine, [stored(at + 1, memory)], BigInt(at + 1));
      found(engine, 'otter', { ownerId: owners[0] });
      const [oldest = ''] = engine.leastUsed(1);
      expect(oldest).toBe(owners[1]);
      const before = engine.recall(memories[0] ?? annas(''), 'otter', { limit: 1, now: THEN });
      await engine.drop(oldest);
      await engine.tidy(signal);
      expect(owners.map((ownerId) => found(engine, 'otter', { ownerId }).length)).toEqual([1, 0, 1]);
      expect(engine.recall(memories[0] ?? annas(''), 'otter', { limit: 1, now: THEN })).toEqual(before);
      expect(engine.stats()).toMatchObject({ items: 2, partitions: 2 });
      expect(engine.partitions({ after: owners[0] ?? '', limit: 10 }).map(({ ownerId }) => ownerId)).toEqual([
        owners[2],
      ]);
    });
  });

  it('takes memories without any word, and memories of 32,000 characters', async () => {
    const engine = await openEngine();
    const memories = ['🎂', '…', 'the', 'otter '.repeat(5_333), '漢字'.repeat(16_000), '㌖'.repeat(32_000)].map(
      (content) => annas(content),
    );
    await takeIn(
      engine,
      memories.map((memory, index) => stored(index + 1, memory)),
      6n,
    );
    expect(engine.stats().items).toBe(6);
    expect(found(engine, 'otter')).toEqual([memories[3]?.id]);
    expect(found(engine, '漢字')).toEqual([memories[4]?.id]);
    await takeIn(
      engine,
      memories.map((memory, index) => deleted(7 + index, memory)),
      12n,
    );
    expect(engine.stats().items).toBe(0);
    expect(found(engine, 'otter')).toEqual([]);
  });

  it('asks by a text of 32,000 characters in a moment', async () => {
    const engine = await openEngine();
    const words = Array.from({ length: 6_000 }, (_, index) => `w${index.toString(36)}`);
    await takeIn(
      engine,
      words.map((word, index) => stored(index + 1, annas(`${word} ${words[(index * 7) % 6_000]}`))),
      6_000n,
    );
    const query = words.join(' ').slice(0, 32_000);
    expect(await costsLessThan(2_000, async () => found(engine, query))).not.toEqual([]);
  });

  it('is there again when it is opened again', async () => {
    const path = await temporaryDirectory();
    const first = await open(path);
    const memory = annas('otter');
    await takeIn(first, [stored(1, memory)], 9n);
    await first.close();
    const second = await open(path);
    expect(second.partition(ANNA)).toEqual({ ownerId: ANNA, number: 9n, mark: 9n, items: 1 });
    expect(second.stats().items).toBe(1);
    expect(found(second, 'otter')).toEqual([memory.id]);
    await second.close();
  });

  it('is empty after its directory was deleted, and after its partitions were dropped', async () => {
    const path = await temporaryDirectory();
    const first = await open(path);
    await takeIn(first, [stored(1, annas('otter'))], 1n);
    await empty(first);
    expect([first.partition(ANNA), first.stats().items, found(first, 'otter')]).toEqual([undefined, 0, []]);
    const memory = annas('otter');
    await takeIn(first, [stored(1, memory)], 1n);
    expect(found(first, 'otter')).toEqual([memory.id]);
    await first.close();
    await rm(path, { recursive: true });
    const second = await open(path);
    expect([second.partition(ANNA), second.stats().items, found(second, 'otter')]).toEqual([undefined, 0, []]);
    await second.close();
  });

  it('tells what it holds and takes', async () => {
    const engine = await openEngine();
    const contents = Array.from({ length: 2_000 }, (_, index) => `memory ${index} of otters and herons`);
    await takeIn(
      engine,
      contents.map((content, index) => stored(index + 1, annas(content))),
      2_000n,
    );
    const { items, bytes } = engine.stats();
    expect(items).toBe(2_000);
    expect(bytes).toBeGreaterThan(contents.join('').length);
    expect(bytes).toBeLessThan(contents.join('').length * 40);
  });

  it('leaves no trace of what was deleted', async () => {
    const engine = await openEngine();
    const kept = annas('a red bicycle', { group: 'talk' });
    const gone = annas('a green bicycle', { group: 'talk' });
    await takeIn(engine, [stored(1, kept)], 1n);
    const recall = () => engine.recall(kept, 'green bicycle', { limit: 10, now: THEN });
    const before = recall();
    await takeIn(engine, [stored(2, gone)], 2n);
    await takeIn(engine, [deleted(3, gone)], 3n);
    await takeIn(engine, [deleted(4, gone)], 4n);
    expect(recall()).toEqual(before);
    expect(engine.stats().items).toBe(1);
  });

  it('neither lifts nor names anything by what has expired', async () => {
    const engine = await openEngine();
    const later = new Date(THEN.getTime() + 1_000);
    const expired = annas('bicycle in the cellar', { expiresAt: later, group: 'talk' });
    const beside = annas('a bicycle', { group: 'talk' });
    await takeIn(engine, [stored(1, expired), stored(2, beside)], 2n);
    expect(found(engine, 'bicycle cellar')).toContain(expired.id);
    const after = engine.recall(beside, 'bicycle cellar', { limit: 10, now: later });
    expect(after).toMatchObject([{ memoryId: beside.id, reasons: ['bicycle'] }]);
  });

  it('finds what is alive behind any number of better matches that have expired', async () => {
    const engine = await openEngine();
    const alive = annas('bicycle and a lot of other things that make it longer');
    const expired = Array.from({ length: 3_000 }, () => annas('bicycle', { expiresAt: THEN }));
    await takeIn(
      engine,
      [...expired, alive].map((memory, index) => stored(index + 1, memory)),
      3_001n,
    );
    expect(found(engine, 'bicycle')).toEqual([alive.id]);
  });

  it('answers as many as are asked for, the same ones however many that is', async () => {
    const engine = await openEngine();
    const many = Array.from({ length: 300 }, (_, index) => annas(`bicycle ${'x '.repeat(index)}`));
    await takeIn(
      engine,
      many.map((memory, index) => stored(index + 1, memory)),
      300n,
    );
    const ask = (limit: number) =>
      engine
        .recall({ ownerId: ANNA, namespace: 'default' }, 'bicycle', { limit, now: THEN })
        .map(({ memoryId }) => memoryId);
    expect(ask(100)).toHaveLength(100);
    expect(ask(3)).toEqual(ask(100).slice(0, 3));
  });

  it.each([
    ['Unicode’s corners', '\u0001\u001f\u007f\u200d\ufeff\u{10ffff}﷽ 👩‍👩‍👧‍👦 ۝'],
    ['white space', ' \n '],
    ['one long word', 'x'.repeat(32_000)],
    ['characters of four bytes', '𠀀'.repeat(16_000)],
    ['thousands of words', Array.from({ length: 5_000 }, (_, index) => `w${index}`).join(' ')],
  ])('stores, finds by and forgets a text of %s', async (_, content) => {
    const engine = await openEngine();
    const other = annas('a bicycle');
    const memory = annas(`${content} bicycle`, { group: content.slice(0, 200) });
    await takeIn(engine, [stored(1, other), stored(2, memory)], 2n);
    expect(found(engine, 'bicycle').sort()).toEqual([other.id, memory.id].sort());
    expect(found(engine, content)).not.toContain(other.id);
    await takeIn(engine, [deleted(3, memory)], 3n);
    expect(found(engine, `${content} bicycle`)).toEqual([other.id]);
  });

  it.each([
    ['English', 'My sister moved to Oslo', 'Where do my sisters live? In Oslo?'],
    ['German', 'Meine Schwester wohnt in Köln an der Straße', 'KÖLN STRASSE'],
    ['Russian', 'Моя сестра живёт в Осло', 'сестра живет'],
    ['Japanese', '妹は京都に住んでいます', '京都はどこですか'],
    ['Chinese', '我妹妹住在奥斯陆', '奥斯陆的天气'],
    ['Korean', '여동생은 서울에서 산다', '서울은 어때'],
    ['Arabic', 'أختي تسكن في القاهرة', 'القَاهِرة'],
    ['Hindi', 'मेरी बहन दिल्ली में रहती है', 'दिल्ली'],
    ['Thai', 'น้องสาวอยู่ที่กรุงเทพ', 'กรุงเทพ'],
  ])('recalls in %s', async (_, content, query) => {
    const engine = await openEngine();
    const memory = annas(content);
    const others = ['otter', 'выдра', 'かわうそ', 'ثعلب الماء', '수달'].map((word) => annas(word));
    await takeIn(
      engine,
      [...others, memory].map((each, index) => stored(index + 1, each)),
      6n,
    );
    expect(found(engine, query)).toEqual([memory.id]);
  });

  it('gives what is kept under a key, to its owner, until it expires', async () => {
    const engine = await openEngine();
    const memory = annas('otter', { key: 'animal', expiresAt: new Date(THEN.getTime() + 1_000) });
    await takeIn(engine, [stored(1, memory)], 1n);
    const kept = { memoryId: memory.id, content: 'otter', updatedAt: memory.updatedAt.getTime() };
    expect(engine.get(memory, 'animal', THEN)).toMatchObject(kept);
    expect(engine.get(memory, 'animals', THEN)).toBeUndefined();
    expect(engine.get({ ...memory, namespace: 'other' }, 'animal', THEN)).toBeUndefined();
    expect(engine.get({ ...memory, ownerId: BERT }, 'animal', THEN)).toBeUndefined();
    expect(engine.get(memory, 'animal', new Date(THEN.getTime() + 1_000))).toBeUndefined();
    await takeIn(engine, [stored(2, { ...memory, content: 'heron', expiresAt: undefined })], 2n);
    expect(engine.get(memory, 'animal', THEN)).toMatchObject({ ...kept, content: 'heron' });
    await takeIn(engine, [deleted(3, memory)], 3n);
    expect(engine.get(memory, 'animal', THEN)).toBeUndefined();
  });

  it('recalls across the chunks of a large namespace as across one', async () => {
    const engine = await openEngine();
    const needles = [0, 16_382, 16_383, 33_000];
    const changes = Array.from({ length: 34_000 }, (_, at) =>
      stored(
        at + 1,
        annas(needles.includes(at) ? `otter heron reed stone place${at}` : `stone reed word${at % 5_000}`),
      ),
    );
    await takeIn(engine, changes, 34_000n);
    expect(found(engine, 'stone reed otter')).toHaveLength(100);
    const hits = engine.recall({ ownerId: ANNA, namespace: 'default' }, 'stone reed otter', { limit: 5, now: THEN });
    const expected = needles
      .map((at) => changes[at])
      .flatMap((change) => (change?.kind === 'stored' ? change.memory.id : []));
    expect(hits.slice(0, 4).map(({ memoryId }) => memoryId)).toEqual(expected);
    expect(hits.map(({ reasons }) => reasons)).toEqual([
      ...expected.map(() => ['stone', 'reed', 'otter']),
      ['stone', 'reed'],
    ]);
  });

  it('asks by the rarest words of a long text', async () => {
    const engine = await openEngine();
    const common = Array.from({ length: 60 }, (_, index) => `word${index}`);
    const needle = annas(`needle ${common.join(' ')}`);
    const others = Array.from({ length: 5 }, () => annas(common.join(' ')));
    await takeIn(
      engine,
      [...others, needle].map((memory, index) => stored(index + 1, memory)),
      6n,
    );
    const [first] = engine.recall(needle, `${common.join(' ')} needle`, { limit: 10, now: THEN });
    expect(first?.memoryId).toBe(needle.id);
    expect(first?.reasons).toContain('needle');
    expect(first?.reasons).toHaveLength(32);
  });
});
