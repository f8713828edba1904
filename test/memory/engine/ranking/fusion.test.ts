import { describe, expect, it } from 'vitest';
import { fuse } from '../../../../src/memory/engine/ranking/fusion.ts';

describe('one ranking of several', () => {
  it('scores each thing by its places', () => {
    expect(fuse([['a', 'b'], ['b']])).toEqual([
      ['b', 1 / 62 + 1 / 61],
      ['a', 1 / 61],
    ]);
  });

  it('puts what both hold before what one has first', () => {
    const order = fuse([
      ['a', 'x', 'y', 'z'],
      ['b', 'z'],
    ]).map(([thing]) => thing);
    expect(order).toEqual(['z', 'a', 'b', 'x', 'y']);
  });

  it('is a ranking itself where there is one, and empty where there is none', () => {
    expect(fuse([['a', 'b', 'c'], []]).map(([thing]) => thing)).toEqual(['a', 'b', 'c']);
    expect(fuse([])).toEqual([]);
  });
});
