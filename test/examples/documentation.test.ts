import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../support/lex/cluster-template.ts';

it('what docs/client-libraries.md shows of an example is the example', async () => {
  const page = await readFile(join(packageRoot, 'docs', 'client-libraries.md'), 'utf8');
  const blocks = [...page.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code);
  expect(blocks).toEqual([await readFile(join(packageRoot, 'examples', 'lex-client', 'ask.ts'), 'utf8')]);
});
