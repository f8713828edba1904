import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyse, analyseQuery } from '../../../src/language/terms/analysis.ts';
import { english } from '../../../src/language/terms/english.ts';

/** Whether a text is found by a query. */
function finds(query: string, text: string): boolean {
  const { terms, quiet } = analyse(text);
  const held = new Set([...terms, ...quiet].map(({ term }) => term));
  const asked = analyseQuery(query, english);
  return asked.length > 0 && asked.every(({ term }) => held.has(term));
}

const termsOf = (text: string) => analyse(text).terms.map(({ term }) => term);

describe('analyse', () => {
  it.each([
    ['walking', 'walks', 'walked'],
    ['Café', 'cafe', 'CAFÉ', 'cafe\u0301'],
    ['Straße', 'STRASSE'],
    ['Ёлка', 'елка'],
    ['كِتَاب', 'كتاب', 'كتـــاب'],
    ['Ｆｕｌｌ', 'full'],
    ["Caroline's", 'Caroline’s', 'caroline'],
    ['10,000', '10000'],
    ['ΟΔΟΣ', 'οδος', 'οδός'],
    ['İstanbul', 'istanbul', 'ISTANBUL'],
    ['Łódź', 'lodz'],
    ['Ærø', 'aero'],
    ['٢٠٢٦', '2026', '२०२६'],
    ['co\u00adoperate', 'cooperate'],
    ['\u1100\u1161\u11a8', '각'],
  ])('gives one term to each way of writing %s', (...ways) => {
    const found = new Set(ways.map((way) => termsOf(way).join(' ')));
    expect([...found]).toHaveLength(1);
    expect([...found][0]).toMatch(/^\S+$/);
  });

  it.each([
    ["об'єкт", 'об’єкт', 'обʼєкт'],
    ["l'homme", 'l’homme', 'lʼhomme', 'L‘HOMME'],
    ["o'zbek", 'oʻzbek', 'o‘zbek', 'oʼzbek'],
    ["I don't", 'I don’t', 'I donʼt'],
  ])('takes all apostrophes for one in %s', (...ways) => {
    expect(new Set(ways.map((way) => termsOf(way).join(' '))).size).toBe(1);
  });

  it.each(['2026-11-23', '3.14', '10:30', '1984'])('keeps the number or date %s whole', (number) => {
    expect(termsOf(`on ${number}.`)).toEqual([number]);
  });

  it('leaves out words that say nothing, also when they are contracted', () => {
    expect(termsOf('I’m not a cat who doesn’t, and we’ve been to it')).toEqual(['cat']);
  });

  it.each([
    ['Japanese', '私は東京に住んでいます', '東京'],
    ['Chinese', '我妹妹住在奥斯陆', '奥斯陆'],
    ['Korean', '여동생은 서울에서 산다', '서울'],
    ['Thai', 'น้องสาวอยู่ที่กรุงเทพ', 'กรุงเทพ'],
  ])('finds a word within a text in %s', (_, text, word) => {
    expect(termsOf(text)).toEqual(expect.arrayContaining(termsOf(word)));
  });

  it.each([
    ['猫', '我养了一只猫叫小白'],
    ['犬', '隣の犬がうるさい'],
    ['집', '우리 집에 고양이가 있다'],
    ['คน', 'มีสามคน'],
  ])('finds %j, one word of a single character or two, within %j', (word, text) => {
    expect(finds(word, text)).toBe(true);
  });

  it.each([
    ['64GB', '64 GB'],
    ['64gb', '64-GB'],
    ['iPhone15', 'my iPhone 15'],
    ['room 12', 'Room12'],
    ['10,000 km', '10000km'],
    ['1.5l', '1.5 L'],
  ])('finds %j and %j by each other', (one, other) => {
    expect(finds(one, other)).toBe(true);
    expect(finds(other, one)).toBe(true);
  });

  it.each(['v2.14.0', '2.14.0', 'v2.14', '2.14', 'v2'])('finds Lex v2.14.0 by %s', (query) => {
    expect(finds(query, 'Lex v2.14.0 is out')).toBe(true);
  });

  it.each([
    ['word1', 'word2'],
    ['64GB', '32GB'],
    ['64GB', '64 MB and 1 GB'],
    ['2.14', '2.15.0'],
  ])('but by %j not %j', (query, text) => {
    expect(finds(query, text)).toBe(false);
  });

  it.each([
    ['The Who', 'The Who are the band I like best'],
    ['to be or not to be', 'She read: to be or not to be'],
    ['It', 'It is a novel'],
    ['them', 'My favourite band is called Them'],
    ['who', 'who'],
    ["don't", 'They don’t'],
  ])('finds %j, of words that say nothing, in %j', (query, text) => {
    expect(finds(query, text)).toBe(true);
    expect(analyseQuery(query, english, { isMessage: true })).toEqual([]);
  });

  it('asks for two such words as they stand side by side', () => {
    expect(finds('The Who', 'the man who was here')).toBe(false);
  });

  it('finds a Latin word or a year inside of a script without spaces', () => {
    expect(termsOf('私はNode20とOslo2026が好き')).toEqual(expect.arrayContaining(['oslo2026']));
    expect(termsOf('東京2020')).toEqual(expect.arrayContaining(['東京', '2020']));
  });

  it('shows each term as it was written', () => {
    expect(analyse('She was Walking').terms).toMatchObject([{ term: 'walk', word: 'Walking' }]);
  });

  it('keeps the vowels of scripts in which they are marks', () => {
    expect(new Set(['की', 'कु', 'के', 'क'].flatMap(termsOf)).size).toBe(4);
  });

  it('finds a day in the time of a machine', () => {
    expect(finds('2026-11-23', 'at 2026-11-23T10:30')).toBe(true);
  });

  it('bounds each term, whatever the text is made of', () => {
    for (const character of ['a', 'ß', '漢', '𝔘', '😀', 'é', '\u0301', '9', '9,']) {
      for (const { term } of analyse(character.repeat(32_000 / character.length)).terms) {
        expect(Buffer.byteLength(term)).toBeLessThanOrEqual(256);
      }
    }
  });

  it.each(['', ' \n\t', '😀 👍', '… — !?', 'the of and'])('takes %j, which has no terms', (text) => {
    expect(analyse(text).terms).toEqual([]);
  });

  it.each([
    ['went', 'going', 'gone'],
    ['child', 'children', 'kids'],
    ['mother', 'Mom', 'mum'],
  ])('gives one term to %s, whatever its form', (...forms) => {
    expect(new Set(forms.flatMap(termsOf)).size).toBe(1);
  });

  it.each([
    ['Anna: I moved to Oslo', ['anna']],
    ['[8 May] Anna Berg: I moved', ['8', 'mai', 'anna', 'berg']],
    ['買い物：牛乳', ['買い', 'い物']],
    ['We met at 10:30', []],
    ['No heading\nbut here: a list', []],
    [`${'long '.repeat(20)}: too far`, []],
  ])('finds the heading of %j', (text, heading) => {
    const { terms, heading: size } = analyse(text);
    expect(terms.slice(0, size).map(({ term }) => term)).toEqual(heading);
  });

  it.each([
    ['I moved', 'nothing'],
    ['Did you move? I did', 'within'],
    ['Did you move? 🙂', 'at the end'],
    ['東京に住んでいますか？', 'at the end'],
    ['هل تعيش هنا؟', 'at the end'],
  ])('knows whether %j asks', (text, asks) => {
    expect(analyse(text).asks).toBe(asks);
  });

  it('finds the same words in ASCII as in the rest of Unicode', () => {
    const characters = fc.constantFrom(..."abZ09'.:_-,? \n");
    fc.assert(
      fc.property(fc.array(characters, { maxLength: 40 }), (text) => {
        // The letter after a line of its own takes the text out of ASCII, and adds one term.
        expect(termsOf(`${text.join('')}\nж`)).toEqual([...termsOf(text.join('')), 'ж']);
      }),
      { numRuns: 2_000 },
    );
  });

  it('says the same whether or not the words were seen before', () => {
    const seen = new Map();
    for (const text of ['Anna: my sisters', 'ANNA’s sisters?', 'Anna: my sisters']) {
      expect(analyse(text, { seen })).toEqual(analyse(text));
    }
  });
});
