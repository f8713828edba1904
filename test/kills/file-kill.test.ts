import { watch } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { branched } from '../support/archives/made-archives.ts';
import { GraphqlClient } from '../support/clients/graphql-client.ts';
import { dataDirectory } from '../support/lex/data-directory.ts';
import { type LexServer, startLex } from '../support/lex/lex-process.ts';

const MIB = 2 ** 20;
const CONVERSATIONS = 400;

/** The files of users that a data directory has, and what was being written. */
async function onDisk(dataDir: string): Promise<{ whole: string[]; partial: string[] }> {
  const root = join(dataDir, 'files');
  const folders = (await readdir(root, { withFileTypes: true })).filter((each) => each.isDirectory());
  const names = async (folder: string) => readdir(join(root, folder));
  const whole = await Promise.all(folders.filter(({ name }) => name !== 'partial').map(({ name }) => names(name)));
  return { whole: whole.flat(), partial: await names('partial') };
}

/** Kills a server as soon as it has begun to write another file. */
function killWhenItWrites(lex: LexServer, dataDir: string): void {
  const watcher = watch(join(dataDir, 'files', 'partial'), () => {
    watcher.close();
    lex.kill('SIGKILL');
  });
}

/** What an operation answers; it must succeed. */
async function ask<Data>(lex: LexServer, query: string, variables: object = {}): Promise<Data> {
  const { data, errors } = await new GraphqlClient(lex.url).answer<Data>(query, variables);
  expect(errors).toBeUndefined();
  if (!data) throw new Error('No data.');
  return data;
}

interface SeenJob {
  readonly job: { readonly state: string; readonly result: Readonly<Record<string, unknown>> | null };
}
const ended = (lex: LexServer, id: string) =>
  expect
    .poll(async () => (await ask<SeenJob>(lex, 'query ($id: ID!) { job(id: $id) { state result } }', { id })).job, {
      timeout: 120_000,
    })
    .toMatchObject({ state: 'COMPLETED' });
const resultOf = async (lex: LexServer, id: string) =>
  (await ask<SeenJob>(lex, 'query ($id: ID!) { job(id: $id) { state result } }', { id })).job.result ?? {};

it('a server that is killed while it takes a file, packs an export or takes over an import loses and doubles nothing', {
  timeout: 600_000,
}, async () => {
  const LEX_DATA_DIR = await dataDirectory();
  const start = () => startLex({ LEX_DATA_DIR });

  // In the middle of a file.
  const first = await start();
  const text = Buffer.from('A line of a long text that is put to the server.\n'.repeat(60_000));
  const { ingestUpload } = await ask<{ ingestUpload: { url: string } }>(
    first,
    'mutation ($input: IngestUploadInput!) { ingestUpload(input: $input) { url } }',
    { input: { name: 'long.txt', bytes: text.length } },
  );
  const half = request(first.url + ingestUpload.url, { method: 'PUT', headers: { 'content-length': text.length } });
  half.on('error', () => undefined);
  half.write(text.subarray(0, text.length / 2));
  await expect.poll(async () => (await onDisk(LEX_DATA_DIR)).partial.length, { timeout: 60_000 }).toBe(1);
  first.kill('SIGKILL');
  await first.exited;

  const second = await start();
  expect(await onDisk(LEX_DATA_DIR)).toEqual({ whole: [], partial: [] });
  // What was not acknowledged is put again, to the same address.
  const put = await fetch(second.url + ingestUpload.url, { method: 'PUT', body: new Uint8Array(text) });
  expect(put.status).toBe(201);
  const { jobId } = (await put.json()) as { jobId: string };
  await ended(second, jobId);
  const { documents } = await ask<{ documents: { totalCount: number } }>(second, '{ documents { totalCount } }');
  expect(documents.totalCount).toBe(1);

  // In the middle of an export.
  const content = () => Array.from({ length: 200 }, () => Math.random().toString(36).slice(2)).join(' ');
  const memories = Array.from({ length: 3_000 }, (_, n) => ({ key: `m${n}`, content: content().slice(0, 300) }));
  await ask(second, 'mutation ($input: [MemoryInput!]!) { rememberMany(input: $input) { ids } }', { input: memories });
  killWhenItWrites(second, LEX_DATA_DIR);
  const exporting = await ask<{ exportData: { id: string } }>(second, 'mutation { exportData { id } }');
  await second.exited;

  const third = await start();
  await ended(third, exporting.exportData.id);
  const { url, bytes } = await resultOf(third, exporting.exportData.id);
  const archive = await (await fetch(third.url + String(url))).arrayBuffer();
  expect(archive.byteLength).toBe(bytes);
  // It was fetched whole, and goes; the document's stay, and nothing else is there.
  const kept = async () => (await onDisk(LEX_DATA_DIR)).whole.length;
  const before = documents.totalCount;
  await expect.poll(kept, { timeout: 90_000 }).toBeLessThanOrEqual(before);

  // In the middle of an import.
  const json = Buffer.from(JSON.stringify(Array.from({ length: CONVERSATIONS }, (_, n) => branched(`c${n}`, `T${n}`))));
  expect(json.length).toBeLessThan(4 * MIB);
  const { importConversations } = await ask<{ importConversations: { url: string } }>(
    third,
    'mutation ($input: ImportConversationsInput!) { importConversations(input: $input) { url } }',
    { input: { name: 'conversations.json', bytes: json.length } },
  );
  const taken = await fetch(third.url + importConversations.url, { method: 'PUT', body: new Uint8Array(json) });
  const importing = ((await taken.json()) as { jobId: string }).jobId;
  const count = async (lex: LexServer) =>
    (await ask<{ conversations: { totalCount: number } }>(lex, '{ conversations { totalCount } }')).conversations
      .totalCount;
  await expect.poll(() => count(third), { timeout: 60_000, interval: 10 }).toBeGreaterThan(5);
  third.kill('SIGKILL');
  await third.exited;

  const fourth = await start();
  const stored = await count(fourth);
  expect(stored).toBeGreaterThan(5);
  await ended(fourth, importing);
  expect(await count(fourth)).toBe(CONVERSATIONS);
  const { conversations, messages } = await resultOf(fourth, importing);
  expect(Object(conversations)).toMatchObject({ extended: 0 });
  expect(Object(conversations).added + Object(conversations).unchanged).toBe(CONVERSATIONS);
  expect(Object(messages).added).toBe(5 * Object(conversations).added);
  await expect.poll(kept, { timeout: 90_000 }).toBeLessThanOrEqual(before);
  expect((await onDisk(LEX_DATA_DIR)).partial).toEqual([]);
});
