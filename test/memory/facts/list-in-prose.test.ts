import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Members, readListInProse } from '../../../src/memory/facts/list-in-prose.ts';

const readFact = (members: Members) => {
  const fact = members.get('fact');
  return typeof fact === 'string' ? fact : undefined;
};
const read = (text: string) => readListInProse(text, readFact);

describe('a list of objects is found', () => {
  it.each([
    ['alone', '[{"fact":"a"},{"fact":"b"}]'],
    ['in a fence, between words', 'Here you go:\n```json\n[{"fact":"a"},\n{"fact":"b"}]\n```\nHope that helps!'],
    ['in an object', '{"facts":[{"fact":"a"},{"fact":"b"}],"count":2}'],
    ['in an object of objects', '{"1":{"fact":"a"},"2":{"fact":"b"}}'],
    ['as lines of JSON', '{"fact":"a"}\n{"fact":"b"}\n'],
    ['as lists one after another', '[{"fact":"a"}]\n[{"fact":"b"}]'],
    ['numbered', '1. {"fact":"a"}\n2. {"fact":"b"}'],
    [
      'with bad ones among the good',
      '[{"fact":"a"}, 7, "x", null, {"fact":1}, {"no":"x"}, [1], oh well, {"fact":"b"}]',
    ],
    ['with one that says two things at once', '[{"fact":"a"}, {"fact":"x" y "z": 1}, {"fact":"b"}]'],
    ['with commas too many', '[{"fact":"a",},,{"fact":"b",},]'],
    ['with commas too few', '[{"fact":"a"\n"asked":true} {"fact":"b"}]'],
    ['with comments', '[ // first\n{"fact":"a" /* , */}, // then\n/* { */ {"fact":"b"} // end\n]'],
    ['in smart quotes', '[{“fact”: “a”}, {„fact“: ”b”}]'],
    ['as Python writes it', "[{'fact': 'a', 'asked': True}, {'fact': 'b', 'replaces': None}]"],
    ['with names without quotes', '[{fact: "a"}, {fact: b}]'],
    ['cut off in the middle', '[{"fact":"a"},{"fact":"b"},{"fact":"c'],
    ['cut off before its end', '[{"fact":"a"},{"fact":"b"}'],
    ['with a bracket forgotten', '{"facts":[{"fact":"a"},{"fact":"b"}}'],
    ['after brackets in prose', '[1] see below {here} :[ and [x]: [{"fact":"a"},{"fact":"b"}]'],
    ['after quotes in prose', 'It\'s 5" long, "[as said": [{"fact":"a"},{"fact":"b"}]'],
    ['after thinking', '<think>Perhaps [{"fact":"x"}]? No.</think>[{"fact":"a"},{"fact":"b"}]'],
    ['after one that was given up', '[{"fact":"x",\n\nAgain:\n[{"fact":"a"},{"fact":"b"}]'],
  ])('%s', (_, text) => {
    expect(read(text)).toEqual(['a', 'b']);
  });

  it('with whatever stands in its texts', () => {
    const fact = 'he said "hi", [and] {then} ``` \\ / // no comment \u2028 “x” \'y\' 😀';
    expect(read(`Well: ${JSON.stringify([{ fact }])}`)).toEqual([fact]);
    expect(read('[{"fact":"he said "hi" to me"}]')).toEqual(['he said "hi" to me']);
    expect(read("[{'fact':'I don't like it'}]")).toEqual(["I don't like it"]);
    expect(read('[{"fact":"two\nlines, \\u00e9\\q"}]')).toEqual(['two\nlines, éq']);
  });

  it('empty, where that is said', () => {
    for (const text of ['[]', ' [ ] ', 'Nothing: `[]`', '{}', '{"facts":[]}', '[{}]']) expect(read(text)).toEqual([]);
    expect(read('Perhaps [{"fact":"x"}], but it is known: []')).toEqual([]);
  });

  it.each(['', 'no facts', '[1]', '["I live in Oslo"]', '[{"fact":7}]', '{"fact":"a', '[[[', '}]', '{"fact" "a"}'])(
    'not in %j',
    (text) => {
      expect(read(text)).toBeUndefined();
    },
  );

  it('whatever JSON it is written in', () => {
    const scalar = fc.oneof(fc.string({ unit: 'binary' }), fc.integer(), fc.boolean(), fc.constant(null));
    const objects = fc.array(fc.record({ fact: fc.string({ unit: 'binary' }), other: scalar, more: fc.array(scalar) }));
    fc.assert(
      fc.property(objects, fc.constantFrom(undefined, 2, '\t'), fc.nat(40), (facts, space, tail) => {
        const json = JSON.stringify(facts, null, space);
        expect(read(json)).toEqual(facts.map(({ fact }) => fact));
        // Cut anywhere, it gives the first of them: at least those that are whole.
        const text = json.slice(0, -1 - tail);
        const closing = space === undefined ? ']' : '\n]';
        const lengthOf = (count: number) => JSON.stringify(facts.slice(0, count), null, space).length - closing.length;
        const whole = facts.filter((_, at) => lengthOf(at + 1) <= text.length).length;
        const cut = read(text) ?? [];
        expect(cut).toEqual(facts.map(({ fact }) => fact).slice(0, cut.length));
        expect(cut.length).toBeGreaterThanOrEqual(whole);
      }),
    );
  });

  it('or not, but in any text the reading ends', () => {
    const pieces = fc.constantFrom(
      ...'[]{}:,"\'\\/*“”` \n',
      '```json',
      '"fact"',
      '{"fact":"a"}',
      'word',
      '1',
      '//',
      '/*',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), (parts) => {
        read(parts.join(''));
      }),
    );
  });
});
