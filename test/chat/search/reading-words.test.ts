import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSearchQuery } from '../../../src/chat/search/search-query.ts';
import { snippetOf } from '../../../src/chat/search/snippet.ts';
import { textSearch, titleSearch } from '../../../src/chat/search/text-search.ts';
import { textWords } from '../../../src/chat/search/words/text-words.ts';
import { createWording } from '../../../src/chat/search/words/wording.ts';
import { fold } from '../../../src/language/fold.ts';
import { english } from '../../../src/language/terms/english.ts';

const OWNER = 'abcdef12-0000-4000-8000-000000000000';
const read = (text: string) => readSearchQuery(text, english);
/** What of a text is marked for a search. */
function marked(said: string, asked: string): string[] {
  const { text, hits } = snippetOf(said, read(asked), english);
  return hits.map(({ start, end }) => text.slice(start, end));
}
const anyText = fc.string({ unit: 'grapheme', maxLength: 400 });

describe('a word of a text', () => {
  it('stands where it is said to, whatever the text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        let last = 0;
        for (const { start, end, position, isJoined, goesOn, exact } of textWords(text, english)) {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(text.length);
          expect(exact).not.toBe('');
          if (!isJoined) expect(position).toBeGreaterThan(last);
          if (!isJoined) last = position;
          if (goesOn === undefined && !isJoined) expect(fold(text.slice(start, end))).toBe(exact);
        }
      }),
    );
  });

  it('is stored in a form that PostgreSQL reads, with the owner before it', () => {
    const { vectorOf } = createWording(english);
    expect(vectorOf(OWNER, "It's Anna's: running, running!")).toBe(
      "'abcdef" + "it''s':1A 'abcdef" + "anna''s':2A 'abcdefanna':2 'abcdefrunning':3A,4A 'abcdefrun':3,4",
    );
    expect(vectorOf(OWNER, '?! …')).toBe('');
  });

  it('costs a bounded time and place, however long the text', () => {
    const { vectorOf } = createWording(english);
    const words = Array.from({ length: 20_000 }, (_, index) => `word${index}`).join(' ');
    expect(vectorOf(OWNER, words).length).toBeLessThan(1_000_000);
    expect(vectorOf(OWNER, 'la '.repeat(300_000)).length).toBeLessThan(3_000);
  });
});

describe('a search', () => {
  const asked = (text: string) => textSearch(OWNER, read(text), 'words')?.query.replaceAll('abcdef', '');

  it.each([
    ['harbour lights', "('harbour' & ('lights' | ('light')))"],
    ['the harbour of Naxos', "('harbour' & ('naxos' | ('naxo')))"],
    ['the who', "('the' & 'who')"],
    ['"the harbour" -naxos', "(('the':A <-> 'harbour':A)) & !('naxos' | ('naxo'))"],
    ['"never closed at all', "(('never':A <-> 'closed':A <-> 'at':A <-> 'all':A))"],
    ['e-mail', "(('e-mail' | ('e' & 'mail')))"],
    ['北京大学', "(('北京' <-> '京大' <-> '大学'))"],
    ['京', "('京':*)"],
    ["o'clock \\ ' | & ! ( ) <-> :*", "(('o''clock' | ('o' & 'clock')))"],
  ])('%j is read as %s', (text, query) => {
    expect(asked(text)).toBe(query);
  });

  it.each(['-only -minus', '-"only"', '???', '" "', '-', ' '])('%j finds nothing', (text) => {
    expect(asked(text)).toBeUndefined();
  });

  it('takes the beginnings of words of three letters and more, but in quotes', () => {
    const begun = textSearch(OWNER, read('harb of "harb" go'), 'beginnings')?.query.replaceAll('abcdef', '');
    expect(begun).toBe("('harb':* & ('harb':A) & 'go')");
  });

  it('looks in titles for parts of words, and for what is no word', () => {
    const { query, ...parts } = titleSearch(OWNER, read('c++ ❤ 64GB "Old Town" -Rome')) ?? {};
    expect(query?.replaceAll('abcdef', '')).toBe("'c++':* & '^❤':* & '^64':* & '^gb':* & 'old':* & 'town':*");
    expect(parts).toEqual({ parts: ['c++', '❤', '64 gb', 'old town'], unwantedParts: ['rome'] });
    expect(titleSearch(OWNER, read('-Rome'))).toBeUndefined();
  });

  it('has a bounded size', () => {
    const text = Array.from({ length: 200 }, (_, index) => `w${index}`).join(' ');
    expect(read(text).wanted).toHaveLength(32);
  });
});

describe('a snippet', () => {
  it.each([
    ['We ran along the harbour', 'running', ['ran']],
    ['Harbours and harbouring', 'harb', ['Harbours', 'harbouring']],
    ['the old harbour, the harbour old', '"harbour old"', ['harbour old']],
    ['Ein Café in der Straße', 'cafe strasse', ['Café', 'Straße']],
    ['我在北京大学读书', '北京', ['北京']],
    ['我在北京大学读书', '京', ['京']],
    ['東京タワーへ行った', 'タワー', ['タワー']],
    ['สวัสดีครับ', 'ครับ', ['ครับ']],
    ['ذهبت إلى المَدْرَسَة', 'المدرسة', ['المَدْرَسَة']],
    ['שָׁלוֹם לכולם', 'שלום', ['שָׁלוֹם']],
    ['It has 64 GB of memory', '64GB', ['64 GB']],
    ['So much ❤️ here', '❤', ['❤']],
    ['nothing of it', 'harbour', []],
  ])('of %j for %j marks %j', (said, query, hits) => {
    expect(marked(said, query)).toEqual(hits);
  });

  it('is around the words, which may be anywhere in a long text', () => {
    const [before, after] = ['Lorem ipsum dolor sit amet. '.repeat(500), 'And so on. '.repeat(500)];
    const said = `${before}Then we saw the harbour\nat night. ${after}`;
    const { text, hits } = snippetOf(said, read('harbour night'), english);
    expect(text).toMatch(/^….*Then we saw the harbour at night\. And so on\..*…$/);
    expect(text.length).toBeLessThan(300);
    expect(hits.map(({ start, end }) => text.slice(start, end))).toEqual(['harbour', 'night']);
  });

  it('is the stretch that has most of the words', () => {
    const said = `harbour ${'x '.repeat(200)} harbour at night`;
    expect(marked(said, 'night harbour')).toEqual(['harbour', 'night']);
  });

  it('marks stretches of itself, in order, whatever is said and asked', () => {
    fc.assert(
      fc.property(anyText, anyText, (said, query) => {
        const { text, hits } = snippetOf(said, read(query), english);
        let last = 0;
        for (const { start, end } of hits) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(text.length);
          last = end;
        }
      }),
    );
  });

  it('takes a bounded time, and marks no more than anybody looks at', () => {
    const long = 'a b c d e f g h '.repeat(6_000);
    const { hits } = snippetOf(long, read('a b c d e f g h i j k l m n o p "a b c d e f g h i"'), english);
    expect(hits).toHaveLength(20);
  });
});
