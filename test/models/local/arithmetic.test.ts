import { describe, expect, it } from 'vitest';
import { calculate } from '../../../src/models/local/arithmetic/arithmetic.ts';
import { readExpression } from '../../../src/models/local/arithmetic/expression.ts';

describe('the calculator', () => {
  it.each([
    ['12 * 7', '84'],
    ['(3+4)^2', '49'],
    ['0.1 + 0.2', '0.3'],
    ['sqrt(2)', '1.41421356237'],
    ['-2^2', '-4'],
    ['10 mod 3', '1'],
    ['5!', '120'],
    ['max(1, 2, 3)', '3'],
    ['12 km to miles', '7.45645430685 miles'],
    ['100 degF to degC', '37.7777777778 degC'],
    ['2e3 * 2', '4000'],
    ['999999 * 1000', '999999000'],
  ])('works out %s', async (expression, result) => {
    expect(await calculate(expression)).toBe(result);
  });

  it.each([
    'x = 3',
    'f(x) = x',
    'import(1)',
    'evaluate("1")',
    'parse("1")',
    'simplify("x")',
    'derivative("x", "x")',
    'createUnit("foo")',
    'random()',
    '1:1000000000',
    'ones(10000, 10000)',
    '[1, 2]',
    '{a: 1}',
    '"text"',
    'sqrt.constructor("return process")()',
    'sqrt',
    'cos = 3',
    '1; 2',
    '1 < 2',
    '1 ? 2 : 3',
    'true',
    'i',
    'unit("1 km")',
    'map(1, sqrt)',
    '(',
    '1 km + 1 kg',
    '1 / 0',
    '0 / 0',
    '999999999!',
    '9^9^9^9',
  ])('refuses %s', async (expression) => {
    expect(await calculate(expression)).toBeUndefined();
  });
});

describe('reading an expression', () => {
  it.each([
    ['17% of 350', '17/100* 350'],
    ['1,234,567 + 1', '1234567 + 1'],
    ['max(1,200)', 'max(1,200)'],
    ['3 times 4 divided by 2', '3 * 4 / 2'],
    ['3 x 4', '3*4'],
    ['square root of 16', 'sqrt(16)'],
    ['6 × 7 − 2', '6 * 7 - 2'],
    ['12 KM in Miles', '12 km in miles'],
    ['20 °C to °F', '20  degC to  degF'],
  ])('puts %j into the notation of the calculator', (text, expression) => {
    expect(readExpression(text)).toBe(expression);
  });

  it.each(['hello', 'my 2 cats', 'import(1)', 'x=1', '"1"', 'sqrt', '1:2', '[1]', '1'.repeat(201)])(
    'sees that %j is none',
    (text) => {
      expect(readExpression(text)).toBeUndefined();
    },
  );
});
