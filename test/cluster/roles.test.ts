import { expect, it } from 'vitest';
import { ChatDocument, JobDocument, MessageDocument, StatusDocument } from '../../src/generated/graphql.ts';
import { GraphqlClient } from '../support/clients/graphql-client.ts';
import { dataDirectory } from '../support/lex/data-directory.ts';
import { spawnLex, startLex } from '../support/lex/lex-process.ts';

it('what a server that only serves has taken in, a worker does', async () => {
  const LEX_DATA_DIR = await dataDirectory();
  const serving = await startLex({ LEX_DATA_DIR, LEX_ROLE: 'serve' });
  const client = new GraphqlClient(serving.url);
  const { chat } = await client.run(ChatDocument, { input: { message: 'what is 6 times 7?', waitMs: 1_000 } });
  expect(chat.reply.state).toBe('PENDING');
  expect((await client.run(JobDocument, { id: chat.job.id })).job?.state).toBe('WAITING');
  expect((await client.run(StatusDocument, {})).status.queues).toMatchObject([{ waiting: 1, active: 0, workers: 0 }]);
  serving.kill('SIGTERM');
  expect(await serving.exited).toEqual({ code: 0, signal: null });

  // The same with LEX_ROLE, as images that have one command are started.
  for (const [args, environment] of [
    [['work'], {}],
    [['serve'], { LEX_ROLE: 'work' }],
  ] as const) {
    const working = spawnLex(args, { LEX_DATA_DIR, LEX_LOG_LEVEL: 'debug', ...environment });
    await working.printed(/"msg":"working"/);
    expect(working.stderr).not.toContain('"url"');
    working.kill('SIGTERM');
    expect(await working.exited).toEqual({ code: 0, signal: null });
  }

  const again = await startLex({ LEX_DATA_DIR, LEX_ROLE: 'serve' });
  const { message } = await new GraphqlClient(again.url).run(MessageDocument, { id: chat.reply.id });
  expect(message).toMatchObject({ state: 'COMPLETED', content: expect.stringContaining('42') });
});
