import { beforeAll, it } from 'vitest';
import { isShownAsText, times } from '../../support/console/hostile-text.ts';
import { onBothDeployments } from '../../support/lex/both-deployments.ts';
import type { TestServer } from '../../support/lex/start-server.ts';

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
  'a megabyte of one word': 'w'.repeat(1_000_000),
};

onBothDeployments('what a model writes with ill intent', (start) => {
  let lex: TestServer;
  beforeAll(async () => {
    [lex] = await start();
  });

  it.for(Object.entries(TEXTS))('is text: %s', ([, text], { skip }) => isShownAsText(lex, text, skip));
});
