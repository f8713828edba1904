import { describe, expect, it } from 'vitest';
import { cosine, dot, quantise } from '../../../src/memory/vectors/quantised-vector.ts';
import { createRandom } from '../../support/random.ts';

const LENGTH = 384;

/** Vectors in clusters, as those of texts are: near each other within one, and far from the others. */
function madeVectors(count: number, next: () => number): Float32Array[] {
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  const centres = Array.from({ length: 20 }, () => Float32Array.from({ length: LENGTH }, normal));
  return Array.from({ length: count }, (_, at) => {
    const centre = centres[at % centres.length] ?? new Float32Array(LENGTH);
    return centre.map((number) => number + normal());
  });
}

function exactCosine(a: Float32Array, b: Float32Array): number {
  const product = (x: Float32Array, y: Float32Array) => x.reduce((sum, number, at) => sum + number * (y[at] ?? 0), 0);
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b));
}

function nearestTen(similarities: readonly number[]): Set<number> {
  const inOrder = [...similarities.entries()].sort(([, a], [, b]) => b - a);
  return new Set(inOrder.slice(0, 10).map(([at]) => at));
}

describe('a quantised vector', () => {
  it('keeps cosines, and which vectors are nearest, nearly as they were', () => {
    const vectors = madeVectors(1_000, createRandom(7));
    const quantised = vectors.map(quantise);
    let error = 0;
    let worst = 0;
    let kept = 0;
    const queries = 50;
    for (let query = 0; query < queries; query++) {
      const [one, other] = [vectors[query], quantised[query]];
      if (!one || !other) throw new Error('no such vector');
      const exact = vectors.map((vector) => exactCosine(one, vector));
      const near = quantised.map((vector) => cosine(other, vector));
      for (const [at, similarity] of near.entries()) {
        const off = Math.abs(similarity - (exact[at] ?? 0));
        error += off / near.length / queries;
        worst = Math.max(worst, off);
      }
      const wanted = nearestTen(exact);
      kept += [...nearestTen(near)].filter((at) => wanted.has(at)).length / 10 / queries;
    }
    expect(error).toBeLessThan(0.0005);
    expect(worst).toBeLessThan(0.005);
    expect(kept).toBeGreaterThan(0.97);
  });

  it('has no length, only a direction', () => {
    const vector = Float32Array.from([3, -4, 0, 1e-3]);
    expect(quantise(vector.map((number) => number * 1e6)).numbers).toEqual(quantise(vector).numbers);
    expect(cosine(quantise(vector), quantise(vector))).toBeCloseTo(1, 2);
    expect(cosine(quantise(vector), quantise(vector.map((number) => -number)))).toBeCloseTo(-1, 2);
  });

  it.each([
    [new Float32Array(4)],
    [Float32Array.of(1, Number.NaN)],
    [Float32Array.of(1, Number.POSITIVE_INFINITY)],
    [new Float32Array(0)],
  ])('is not made of %s, which has no direction', (vector) => {
    expect(() => quantise(vector)).toThrow(RangeError);
  });

  it.each([1, 7, 8, 9, 384, 1_536])('is multiplied exactly at %i numbers', (length) => {
    const next = createRandom(length);
    const numbers = () => Int8Array.from({ length: length + 3 }, () => Math.round(next() * 254 - 127));
    const [a, b] = [numbers().subarray(0, length), numbers()];
    let expected = 0;
    for (let at = 0; at < length; at++) expected += (a[at] ?? 0) * (b[at + 3] ?? 0);
    expect(dot(a, b, 3)).toBe(expected);
  });
});
