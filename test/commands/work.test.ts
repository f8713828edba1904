import { expect, it } from 'vitest';
import { dataDirectory } from '../support/lex/data-directory.ts';
import { runLex, spawnLex } from '../support/lex/lex-process.ts';

it('a process that only works takes the orders of whoever runs it, without Redis too', async () => {
  const environment = { LEX_DATA_DIR: await dataDirectory(), LEX_AUTH: 'keys' };
  const work = spawnLex(['work'], environment);
  await work.printed(/"msg":"working"/);
  const { stdout } = await runLex(['doctor', '--json'], environment);
  const { findings } = JSON.parse(stdout);
  const of = (check: string) => findings.filter((finding: { check: string }) => finding.check === check);
  expect(of('processes')).toMatchObject([{ state: 'ok', says: expect.stringContaining(`process ${work.pid} of Lex`) }]);
  expect((await runLex(['keys', 'list'], environment)).code).toBe(0);
  work.kill('SIGTERM');
  expect(await work.exited).toEqual({ code: 0, signal: null });
  const later = JSON.parse((await runLex(['doctor', '--json'], environment)).stdout);
  expect(later.findings).toContainEqual(
    expect.objectContaining({ check: 'processes', says: 'No server answers that has this data directory.' }),
  );
});
