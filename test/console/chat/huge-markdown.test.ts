import { beforeAll, describe, it } from 'vitest';
import { isShownAsText, times } from '../../support/console/hostile-text.ts';
import { startTestServer, type TestServer } from '../../support/lex/start-server.ts';

let lex: TestServer;
beforeAll(async () => {
  lex = await startTestServer();
});

const TEXTS: Readonly<Record<string, string>> = {
  'a table of 2,000 columns': ['a|', '-|', 'b|'].map((cell) => `|${times(2_000, () => cell)}`).join('\n'),
  '3,000 quotes in each other': `${'> '.repeat(3_000)}deep`,
  'controls of direction': `\u202eright\u2066\u2067\u2069 to ${'\u200b'.repeat(100_000)} left \u05d0\u05d1`,
  '300 lists in each other': times(300, (depth) => `${'  '.repeat(depth)}- a\n`),
  '10,000 links': times(10_000, (place) => `[${place}](https://example.com/${place})`, '\n'),
  'a list of 20,000 items': times(20_000, (place) => `- ${place}\n`),
  '50,000 paragraphs': times(50_000, (place) => `p${place}`, '\n\n'),
  '30,000 words in emphasis': times(30_000, () => '*a*', ' \n'),
  'a fence that never closes': `\`\`\`js\n${times(30_000, (line) => `let a${line};\n`)}`,
  'opened marks': '[('.repeat(9_000),
  'asterisks and underscores': '*_'.repeat(9_000),
};

describe('what a model writes without end', () => {
  it.for(Object.entries(TEXTS))('is text: %s', ([, text], { skip }) => isShownAsText(lex, text, skip));
});
