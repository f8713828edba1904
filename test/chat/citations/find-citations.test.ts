import { expect, it } from 'vitest';
import { findCitations } from '../../../src/chat/citations/find-citations.ts';
import type { NumberedPart } from '../../../src/chat/citations/numbered-parts.ts';

const CONTENT = 'Bolts\nThe bolts are made of steel. They are tightened to 38 newton metres. Oil them in spring.';
const part = (number: number, content = CONTENT): NumberedPart => ({
  number,
  memoryId: `00000000-0000-4000-8000-00000000000${number}`,
  content,
  textAt: 6,
});
const cited = (reply: string, parts: readonly NumberedPart[] = [part(1), part(2, 'Boats\nA sloop has one mast.')]) =>
  findCitations(reply, parts).map(({ number, start, end }) => [
    number,
    parts.find((each) => each.number === number)?.content.slice(start, end),
  ]);

const TIGHTENED = 'They are tightened to 38 newton metres.';

it('what has a number in brackets is cited, with the words that it stands for', () => {
  expect(cited('You tighten the bolts to 38 newton metres [1].')).toEqual([[1, TIGHTENED]]);
  expect(cited('They are of steel. [1] And a sloop has a mast [2].')).toEqual([
    [1, 'The bolts are made of steel.'],
    [2, 'A sloop has one mast.'],
  ]);
  expect(cited('Both say so [1, 2].').map(([number]) => number)).toEqual([1, 2]);
});

it('what repeats a long sentence is cited without a number', () => {
  const long = 'The keel of the Kestrel was laid in the winter of 1911 in Bergen.';
  expect(cited(`As it says: "${long.replace(' in ', '\nin ')}"`, [part(1, `Keel!\n${long}`)])).toEqual([[1, long]]);
});

it('numbers that the model was not given, or that mean something else, cite nothing', () => {
  expect(cited('See [3], [0] and [999].')).toEqual([]);
  expect(cited('`list[1]` and\n```\nlist[2]\n```\nand [1](https://example.com)')).toEqual([]);
  expect(cited('It is tightened [1].', [])).toEqual([]);
});

it('a long reply of brackets alone is read in no time', () => {
  expect(cited(`${'['.repeat(100_000)}${'[1'.repeat(100_000)}`)).toEqual([]);
});
