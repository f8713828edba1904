import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { ReplyStreamDocument, UpdateViewerDocument } from '../../src/generated/graphql.ts';
import { Ledger } from '../kills/ledger.ts';
import { GraphqlClient } from '../support/clients/graphql-client.ts';
import { collect, SubscriptionClient, until } from '../support/clients/subscription-client.ts';
import { dataDirectory } from '../support/lex/data-directory.ts';
import { runLex, startLex } from '../support/lex/lex-process.ts';
import { startFakeProvider } from '../support/models/fake-provider.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { expectRestored, NumberedLoad } from './numbered-load.ts';

const PIECES = Array.from({ length: 50 }, (_, index) => `word${index} `);

it('a backup made under load has all that was acknowledged before it, once, when all is destroyed', async () => {
  const provider = await startFakeProvider();
  onTestFinished(() => provider.close());
  provider.answerWith({ kind: 'text', pieces: PIECES });
  provider.hold();
  const dataDir = await dataDirectory();
  const environment = { LEX_DATA_DIR: dataDir, COMPATIBLE_BASE_URL: provider.url };
  const file = join(await temporaryDirectory(), 'lex.backup');
  const lex = await startLex(environment);
  await new GraphqlClient(lex.url).run(UpdateViewerDocument, { drawsMemories: false });
  const ledger = new Ledger();
  ledger.connect(lex.url);

  // A reply that is in the middle when the backup is made, and gets no further on this server.
  const followed = await ledger.chat('tell me something long', 'compatible/slow');
  provider.release(5);
  const socket = new SubscriptionClient(lex.url);
  const begun = socket.run(ReplyStreamDocument, { messageId: followed.replyId });
  const first = await until(begun, ({ replyStream }) => replyStream.kind === 'DELTA');

  const load = new NumberedLoad(ledger);
  await load.sent(5);
  const before = load.soFar();
  expect(await runLex(['backup', '--to', file], environment)).toMatchObject({ code: 0, stdout: '' });
  await load.goesOn();
  lex.kill('SIGKILL');
  await Promise.all([load.ended(), lex.exited, socket.close()]);
  await rm(dataDir, { recursive: true });
  expect((await stat(file)).mode & 0o777).toBe(0o600);

  expect(await runLex(['restore', '--from', file], environment)).toMatchObject({ code: 0, stderr: '' });
  provider.releaseAll();
  const again = await startLex(environment);
  const next = new SubscriptionClient(again.url);
  onTestFinished(() => next.close());
  const after = first.replyStream.cursor;
  const resumed = await collect(next.run(ReplyStreamDocument, { messageId: followed.replyId, after }));
  const kinds = resumed.map(({ replyStream }) => replyStream.kind).filter((kind) => kind !== 'DELTA');
  expect(kinds).toEqual(['RESTARTED', 'COMPLETED']);
  expect(resumed.map(({ replyStream }) => replyStream.text ?? '').join('')).toBe(PIECES.join(''));
  await expectRestored(again.url, load, before);
  const audit = await runLex(['audit'], environment);
  expect(audit.stdout).toMatch(/BACKUP_BEGUN\n(.*\n)*.*BACKUP_RESTORED\n/);
});
