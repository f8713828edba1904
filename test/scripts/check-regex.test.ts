import { describe, expect, it } from 'vitest';
import { findExpressions } from '../../scripts/regex/find-expressions.ts';
import { growthOf } from '../../scripts/regex/growth.ts';

describe('of a regular expression it is found', () => {
  it.each([
    ['(a+)+$', 'exponential'],
    ['^(?:a|a)*$', 'exponential'],
    ['^(?:a|ba|ab)*$', 'exponential'],
    ['^(?:x(?:a|aa)*y)?$', 'exponential'],
    ['^(?:\\w+\\s?)*$', 'exponential'],
    ['\\s+$', 'polynomial'],
    ['\\/+$', 'polynomial'],
    ['^\\s*(.*?)\\s*$', 'polynomial'],
    ['(?:\\s*a)*\\s*b', 'polynomial'],
    ['^```(?:json)?\\s*\\n([\\s\\S]*?)\\n?\\s*```$', 'polynomial'],
    ['<([^>]*)>', 'polynomial'],
    ['\\$\\{(\\w+):-([^}]*)\\}', 'polynomial'],
    ['(?:x=[^;]*;)+', 'polynomial'],
    ['\\beyJ[\\w-]{8,}\\.', 'polynomial'],
  ])('that /%s/ takes %s time', (source, kind) => {
    expect(growthOf({ source, flags: 'u' })).toMatch(new RegExp(`^${kind} time on a text full of .`));
  });

  it.each(['(a)\\1', '(?<sign>[*_])\\w\\k<sign>'])('that /%s/ refers back, so that nobody can tell', (source) => {
    expect(growthOf({ source, flags: 'u' })).toMatch(/nobody can tell/);
  });

  it.each([
    '^a+$',
    '^(?:a|ba|bb)*$',
    '^(?:\\w+\\s)*\\w*$',
    '\\s+',
    '\\S+\\s*',
    '^\\s{0,20}$',
    '(?<!\\/)\\/+$',
    '^```(?:json)?[^\\S\\n]*\\n',
    '<([^<>]*)>',
    '\\$\\{(\\w+):-([^}$]*)\\}',
    '(?:x=[^;x]*;)+',
    '\\beyJ[\\w-]{8,100}\\.',
  ])('that /%s/ does not', (source) => {
    expect(growthOf({ source, flags: 'u' })).toBeUndefined();
  });
});

describe('in a source file are found', () => {
  const sources = (text: string) => findExpressions('file.ts', text).map(({ pattern }) => pattern?.source);

  it('literals, with their flags and lines, not divisions, comments and texts', () => {
    const text = 'const a = 6 / 2 / 1; // /no/\nconst b = "/no/";\n\nif (/a\\/[/]b/giu.test(b)) b.split(/,/);\n';
    expect(findExpressions('file.ts', text)).toEqual([
      { line: 4, pattern: { source: 'a\\/[/]b', flags: 'giu' } },
      { line: 4, pattern: { source: ',', flags: '' } },
    ]);
  });

  it('those that are made of constants', () => {
    expect(
      sources(`const A = 'a' + "b";\nconst B = \`(\${A})+\`;\nnew RegExp(\`^\${B}$\`, 'u'); RegExp(/x/.source + A);`),
    ).toEqual(['^(ab)+$', 'xab', 'x']);
  });

  it.each([
    'export const f = (text: string) => new RegExp(text);',
    'let text = "a"; new RegExp(text);',
    'const text = other(); new RegExp(text + "+");',
    'const text = "a"; const f = (text: string) => new RegExp(text);',
    'new RegExp("a", flags());',
  ])('those that can’t be known before: %s', (text) => {
    expect(sources(text)).toEqual([undefined]);
  });
});
