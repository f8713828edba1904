import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { startPostgres, whyNoPostgres } from '../../test/support/servers/start-postgres.ts';
import { startRedis, whyNoRedis } from '../../test/support/servers/start-redis.ts';
import { median } from '../measure.ts';
import { startPacedProvider } from '../paced-provider.ts';
import { migrate, startServer, startWorker, withDataDirectory } from '../server-process.ts';
import { machine, markdownTable } from '../table.ts';

// `npm run bench -- healing`: how soon a reply goes on whose worker died or stood still in the middle of it, on a
// PostgreSQL and a Redis of this machine. A server of its own answers; workers come and go.

const ROUNDS = 3;
/** The tokens of a reply are the numbers from 1 on. */
const PACE = { tokens: 1_500, everyMs: 20, token: (number: number) => `${number} ` };
const STOPPED_MS = 4_000;

interface Words {
  readonly kind: string;
  readonly text: string | null;
}

const missing = whyNoPostgres() ?? whyNoRedis();
if (missing !== undefined) throw new Error(`Healing can't be measured: ${missing}.`);
const postgres = await startPostgres();
const redis = await startRedis();
const provider = await startPacedProvider(PACE);
const settings = {
  DATABASE_URL: await postgres.createDatabase(),
  REDIS_URL: redis.url,
  COMPATIBLE_BASE_URL: provider.url,
  LEX_MODEL: 'compatible/paced',
};
const rows: string[][] = [['what', 'median', 'longest']];
/** Told at once as well, since all of it takes minutes. */
const add = (row: string[]) => {
  process.stderr.write(`${row.join(': ')}\n`);
  rows.push(row);
};
const seconds = (values: readonly number[]) => [median(values), Math.max(...values)].map((ms) => `${ms.toFixed(0)} ms`);

try {
  await withDataDirectory(async (path) => {
    await migrate(join(path, 'migrate'), settings);
    const server = await startServer(join(path, 'server'), { ...settings, LEX_ROLE: 'serve' });
    const client = createClient({
      url: `${server.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      lazy: false,
    });
    const worker = (name: string) => startWorker(join(path, name), settings);
    try {
      // Nothing but replies is asked of the model.
      const quiet = client.iterate({ query: 'mutation { updateViewer(drawsMemories: false) { id } }' });
      for await (const { errors } of quiet) if (errors) throw new Error(JSON.stringify(errors));
      await measureDeath(client, worker);
      await measureAllDead(client, worker);
      await measureStandstill(client, worker);
    } finally {
      await client.dispose();
      await server.stop();
    }
  });
} finally {
  await Promise.all([postgres.close(), redis.close(), provider.close()]);
}
process.stdout.write(`${markdownTable(rows)}\n\n${machine()}\n`);

type StartWorker = (name: string) => ReturnType<typeof startWorker>;

/** One of two workers is killed. */
async function measureDeath(client: Client, worker: StartWorker): Promise<void> {
  const healed: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const first = await worker('a');
    const reply = await beginReply(client);
    const second = await worker('b');
    process.kill(first.pid, 'SIGKILL');
    const killed = performance.now();
    await reply.restarted();
    healed.push(performance.now() - killed);
    await reply.stop();
    await second.stop();
  }
  add(['one of two workers killed, until the reply’s next event', ...seconds(healed)]);
}

/** The only worker is killed, and another is started at once. */
async function measureAllDead(client: Client, worker: StartWorker): Promise<void> {
  const sinceWorking: number[] = [];
  const sinceKilled: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const first = await worker('a');
    const reply = await beginReply(client);
    process.kill(first.pid, 'SIGKILL');
    const killed = performance.now();
    const restarted = reply.restarted().then(() => performance.now());
    const second = await worker('b');
    const working = performance.now();
    sinceWorking.push((await restarted) - working);
    sinceKilled.push((await restarted) - killed);
    await reply.stop();
    await second.stop();
  }
  add(['all workers killed, from when a new one works until the next event', ...seconds(sinceWorking)]);
  add(['the same from their death', ...seconds(sinceKilled)]);
}

/** One of two workers stands still in the middle of a reply, and goes on. */
async function measureStandstill(client: Client, worker: StartWorker): Promise<void> {
  let begunAgain = 0;
  let wrong = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const first = await worker('a');
    const reply = await beginReply(client);
    const second = await worker('b');
    process.kill(first.pid, 'SIGSTOP');
    await sleep(STOPPED_MS);
    process.kill(first.pid, 'SIGCONT');
    const { restarts, tokens } = await reply.rest();
    begunAgain += restarts > 0 ? 1 : 0;
    wrong += tokens.length !== PACE.tokens || tokens.some((token, index) => token !== `${index + 1}`) ? 1 : 0;
    await Promise.all([first.stop(), second.stop()]);
  }
  const what = `a worker stopped for ${STOPPED_MS / 1_000} s in the middle of a reply`;
  add([`${what}: replies begun again`, `${begunAgain} of ${ROUNDS}`, '']);
  add([`${what}: replies with a token lost or doubled`, `${wrong} of ${ROUNDS}`, '']);
}

/** Sends a message, and waits for the first words of its reply. */
async function beginReply(client: Client) {
  let id = '';
  const stream = replyWords(client, (replyId) => {
    id = replyId;
  });
  let tokens = '';
  let restarts = 0;
  const next = async (): Promise<Words | undefined> => {
    const { value, done } = await stream.next();
    if (done) return undefined;
    if (value.kind === 'RESTARTED') {
      restarts++;
      tokens = '';
    }
    tokens += value.text ?? '';
    return value;
  };
  const until = async (kind: string) => {
    for (;;) {
      const event = await next();
      if (!event) throw new Error(`The reply ended without ${kind}.`);
      if (event.kind === kind) return;
    }
  };
  await until('DELTA');
  return {
    restarted: () => until('RESTARTED'),
    async stop() {
      const query = 'mutation ($id: ID!) { stopReply(messageId: $id) { id } }';
      for await (const { errors } of client.iterate({ query, variables: { id } })) {
        if (errors) throw new Error(JSON.stringify(errors));
      }
      while (await next());
    },
    /** Follows it to its end. @returns how often it was begun again, and the tokens that its reader has in the end */
    async rest() {
      while (await next());
      return { restarts, tokens: tokens.trim().split(/\s+/) };
    },
  };
}

async function* replyWords(client: Client, onBegun: (replyId: string) => void): AsyncGenerator<Words> {
  const sent = client.iterate<{ chat: { reply: { id: string } } }>({
    query: 'mutation ($input: ChatInput!) { chat(input: $input) { reply { id } } }',
    variables: { input: { message: 'Tell me something long.' } },
  });
  for await (const { data, errors } of sent) {
    if (!data) throw new Error(JSON.stringify(errors));
    onBegun(data.chat.reply.id);
    const stream = client.iterate<{ replyStream: Words }>({
      query: 'subscription ($id: ID!) { replyStream(messageId: $id) { kind text } }',
      variables: { id: data.chat.reply.id },
    });
    for await (const event of stream) {
      if (!event.data) throw new Error(JSON.stringify(event.errors));
      yield event.data.replyStream;
    }
  }
}
