import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import {
  CheckMemoryDocument,
  JobProgressDocument,
  MemoriesDocument,
  RecallDocument,
  RememberManyDocument,
} from '../../src/generated/graphql.ts';
import { GraphqlClient } from '../support/clients/graphql-client.ts';
import { collect, SubscriptionClient } from '../support/clients/subscription-client.ts';
import { dataDirectory } from '../support/lex/data-directory.ts';
import { runLex, startLex } from '../support/lex/lex-process.ts';

const BATCH = 2_000;
const ROUNDS = 10;
/** A batch takes about as long, and dies at any moment of that. */
const BATCH_MS = 400;

/** Remembers one batch after the other, each in a namespace of its own, until the server is gone. */
async function rememberOn(client: GraphqlClient, name: string, begun: Set<string>, done: Set<string>): Promise<void> {
  try {
    for (let n = 0; ; n++) {
      const namespace = `${name}n${n}`;
      const input = Array.from({ length: BATCH }, (_, key) => ({
        namespace,
        key: `${key}`,
        content: `Parcel ${key} of ${namespace} is behind door ${key % 50}`,
      }));
      begun.add(namespace);
      await client.run(RememberManyDocument, { input });
      done.add(namespace);
    }
  } catch (error) {
    // It was killed in the middle of a call.
    if (!(error instanceof TypeError)) throw error;
  }
}

it('keeps each batch whole or not at all, killed ten times in the middle, with an index that agrees', async () => {
  const dataDir = await dataDirectory();
  const begun = new Set<string>();
  const done = new Set<string>();
  const stored = new Set<string>();
  let lex = await startLex({ LEX_DATA_DIR: dataDir });
  for (let round = 0; round < ROUNDS; round++) {
    const writing = rememberOn(new GraphqlClient(lex.url), `r${round}`, begun, done);
    await sleep(BATCH_MS / 2 + Math.random() * BATCH_MS);
    lex.kill('SIGKILL');
    await Promise.all([lex.exited, writing]);

    lex = await startLex({ LEX_DATA_DIR: dataDir });
    const client = new GraphqlClient(lex.url);
    for (const namespace of [...begun].filter((name) => name.startsWith(`r${round}n`))) {
      const { memories } = await client.run(MemoriesDocument, { namespace, first: 1 });
      if (done.has(namespace)) expect(memories.totalCount).toBe(BATCH);
      else expect([0, BATCH]).toContain(memories.totalCount);
      if (memories.totalCount > 0) stored.add(namespace);
      const { recall } = await client.run(RecallDocument, { namespace, query: `Parcel ${BATCH - 1}`, limit: 1 });
      expect(recall.map(({ memory }) => memory.key)).toEqual(memories.totalCount > 0 ? [`${BATCH - 1}`] : []);
    }
    const socket = new SubscriptionClient(lex.url);
    const { checkMemory } = await client.run(CheckMemoryDocument, {});
    const job = (await collect(socket.run(JobProgressDocument, { id: checkMemory.id }))).at(-1)?.jobProgress;
    await socket.close();
    expect(job).toMatchObject({ state: 'COMPLETED', result: { checked: stored.size * BATCH, different: 0 } });
  }
  expect(done.size).toBeLessThan(begun.size);
  expect(stored.size).toBeGreaterThanOrEqual(done.size);

  lex.kill('SIGKILL');
  await lex.exited;
  const checked = await runLex(['memory', 'check'], { LEX_DATA_DIR: dataDir });
  expect(checked.stdout).toContain(`${stored.size * BATCH}`);
  expect(checked.code).toBe(0);
});
