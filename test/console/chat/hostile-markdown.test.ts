import { beforeAll, describe, expect, it } from 'vitest';
import { composerOf, repliesOf } from '../../support/console/chat-page.ts';
import { consoleBrowser } from '../../support/console/console-browser.ts';
import { openConsole } from '../../support/console/open-console.ts';
import { storedConversation } from '../../support/console/stored-conversation.ts';
import { startTestServer, type TestServer } from '../../support/lex/start-server.ts';

/** More elements than that make a page slow to lay out. */
const MOST_ELEMENTS = 15_000;

let lex: TestServer;
beforeAll(async () => {
  lex = await startTestServer();
});

const times = (count: number, text: (place: number) => string, between = '') =>
  Array.from({ length: count }, (_, place) => text(place)).join(between);

const TEXTS: Readonly<Record<string, string>> = {
  'markup that runs or asks': [
    '<script>document.title = "run"</script>',
    '<img src="http://other.example/a.png" onerror="document.title=\'run\'">',
    '<iframe src="http://other.example/"></iframe><svg onload="document.title=\'run\'"></svg>',
    '<style>body { display: none }</style><link rel="stylesheet" href="http://other.example/a.css">',
    '<form action="http://other.example/"><input name="a"></form>',
    '![a](http://other.example/b.png) ![b](javascript:document.title="run")',
    '[a](javascript:document.title="run") [b](data:text/html,<script>1</script>) [c](vbscript:x)',
    '[d](file:///etc/passwd) [e](JaVaScRiPt&#58;alert(1)) [f](java\nscript:1) [g](//other.example/x)',
    '[h](/graphql) [i][ref] <javascript:alert(1)>',
    '&lt;script&gt;1&lt;/script&gt; &#x202e; &#0; &#1114112; &bogus;',
    '[ref]: javascript:alert(1) "title"',
  ].join('\n\n'),
  'a table of 5,000 rows': `| a | b |\n|---|---|\n${times(5_000, (row) => `| ${row} | **x** |\n`)}`,
  'a table of 2,000 columns': ['a|', '-|', 'b|'].map((cell) => `|${times(2_000, () => cell)}`).join('\n'),
  'a megabyte of one word': 'w'.repeat(1_000_000),
  '3,000 quotes in each other': `${'> '.repeat(3_000)}deep`,
  '300 lists in each other': times(300, (depth) => `${'  '.repeat(depth)}- a\n`),
  '10,000 links': times(10_000, (place) => `[${place}](https://example.com/${place})`, '\n'),
  'a list of 20,000 items': times(20_000, (place) => `- ${place}\n`),
  '50,000 paragraphs': times(50_000, (place) => `p${place}`, '\n\n'),
  '30,000 words in emphasis': times(30_000, () => '*a*', ' \n'),
  'a fence that never closes': `\`\`\`js\n${times(30_000, (line) => `let a${line};\n`)}`,
  'controls of direction': `\u202eright\u2066\u2067\u2069 to ${'\u200b'.repeat(100_000)} left \u05d0\u05d1`,
  'opened marks': '[('.repeat(9_000),
  'asterisks and underscores': '*_'.repeat(9_000),
};

describe('what a model writes with ill intent', () => {
  it.for(Object.entries(TEXTS))('is text: %s', async ([, text], { skip }) => {
    const path = await storedConversation(lex, ['Go.', text, 'Then?', 'The end.']);
    const opened = await openConsole({ browser: await consoleBrowser(skip), url: lex.url });
    const { page } = opened;
    const requested: string[] = [];
    page.on('request', (request) => requested.push(request.url()));
    await page.evaluate((hash) => {
      location.hash = hash;
    }, path);
    await repliesOf(page).getByText('The end.').waitFor();
    // The text is drawn wherever it is looked at.
    await page.getByRole('log', { name: 'Chat' }).evaluate((log) => log.scrollTo(0, 0));
    await expect.poll(() => repliesOf(page).first().locator('.markdown').count()).toBe(1);
    expect(await page.locator('*').count()).toBeLessThan(MOST_ELEMENTS);
    const shown = repliesOf(page).first().locator('.markdown');
    expect(
      await shown.locator('script, img, iframe, style, form, object, embed, link, [onload], [onerror]').count(),
    ).toBe(0);
    const addresses = await shown.locator('a').evaluateAll((all) => all.map((each) => each.getAttribute('href') ?? ''));
    expect(addresses.filter((address) => !/^(?:https?|mailto):/u.test(address))).toEqual([]);
    await composerOf(page).click();
    await composerOf(page).fill('Still here');
    expect(await composerOf(page).inputValue()).toBe('Still here');
    expect(await page.title()).toBe('Stored · LEX');
    expect(requested.filter((url) => !url.startsWith(lex.url) && !url.startsWith('ws'))).toEqual([]);
  });
});
