import { setImmediate } from 'node:timers/promises';
import { beforeAll, expect, it } from 'vitest';
import { fromBufferPromise } from 'yauzl';
import { decodeGlobalId } from '../../src/global-id.ts';
import { ask, idOf, live, userOf } from '../accounts/deletion/users.ts';
import { branched } from '../support/archives/made-archives.ts';
import { exported, imported } from '../support/archives/moves.ts';
import { startTestServer, type TestServer } from '../support/lex/start-server.ts';

/** A pixel. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

let lex: TestServer;
beforeAll(async () => {
  lex = await startTestServer({ LEX_AUTH: 'keys' });
});

/** The files of an archive, by their names. */
async function unpacked(archive: Uint8Array): Promise<Record<string, string>> {
  const zip = await fromBufferPromise(Buffer.from(archive));
  const files: Record<string, string> = {};
  for await (const entry of zip.eachEntry()) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk);
    files[entry.fileName] = Buffer.concat(chunks).toString();
  }
  return files;
}

const urlIn = (job: { result: Readonly<Record<string, unknown>> | null }) => lex.url + String(job.result?.['url']);
const bytesAt = async (url: string, headers: Record<string, string> = {}) => {
  const response = await fetch(url, { headers });
  return { status: response.status, bytes: new Uint8Array(await response.arrayBuffer()) };
};

it('an archive has everything of its owner, and nothing that lets anybody in', async () => {
  const [key, other] = [await userOf(lex, 'Ada'), await userOf(lex, 'Bo')];
  await live(lex, key);
  await ask(lex, other, 'mutation { remember(input: { content: "a secret of Bo" }) { id } }');
  await ask(lex, key, 'mutation { updateViewer(instructions: "Be kind.") { id } }');
  await imported(lex, key, [branched('c1', 'Tea / “../../x”\nand more')]);
  const ownerId = await idOf(lex, key);
  // local/lex costs nothing, and isn't counted.
  const used = { day: new Date(), model: 'openai/gpt-4o', calls: 1, inputTokens: 70, outputTokens: 7 };
  await lex.database.prisma.tokenUsage.create({ data: { ownerId, use: 'REPLY', ...used } });
  const file = await lex.server.app.files.store({
    user: ownerId,
    purpose: 'DOCUMENT',
    name: '../../evil name.txt',
    contentType: 'text/plain',
    content: (async function* () {
      yield Buffer.from('words of a file');
    })(),
    limit: 100,
  });
  const job = await exported(lex, key);
  expect(job).toMatchObject({
    state: 'COMPLETED',
    result: { conversations: 2, messages: 7, sha256: expect.any(String) },
  });
  const { bytes } = await bytesAt(urlIn(job));
  expect(bytes.length).toBe(job.result?.['bytes']);
  const files = await unpacked(bytes);
  expect(Object.keys(files)).toEqual(
    expect.arrayContaining(['README.md', 'profile.json', 'api-keys.json', 'conversations.json', 'memories.json']),
  );
  expect(JSON.parse(files['profile.json'] ?? '')).toMatchObject({ name: 'Ada', instructions: 'Be kind.' });
  const conversations = JSON.parse(files['conversations.json'] ?? '') as {
    title: string;
    messages: { content: string }[];
  }[];
  expect(conversations.map(({ messages }) => messages.length).sort()).toEqual([2, 5]);
  const markdown = Object.keys(files).filter((name) => name.startsWith('conversations/'));
  expect(markdown).toHaveLength(2);
  expect(markdown.join()).toContain('Tea-x-and-more.md');
  expect(files[markdown.find((name) => name.includes('Tea')) ?? '']).toMatch(/## 3\. LEX \(.*follows 1\)\n\nBlack\./);
  expect(JSON.parse(files['memories.json'] ?? '')).toHaveLength(3);
  expect(JSON.parse(files['usage.json'] ?? '')).toMatchObject([{ model: 'openai/gpt-4o', inputTokens: 70 }]);
  expect(files[`files/document/${file.id}-evil-name.txt`]).toBe('words of a file');
  const all = Object.values(files).join('\n');
  expect(all).not.toContain('a secret of Bo');
  expect(all).not.toContain(key);
  expect(all).not.toContain('"hash"');

  // Another user gets all of it back.
  const back = await imported(lex, await userOf(lex, 'Cleo'), bytes);
  expect(back.result).toMatchObject({
    sources: ['LEX'],
    conversations: { added: 2 },
    messages: { added: 7 },
    memories: { added: 3 },
  });
  // Who still has it all gets nothing twice.
  expect((await imported(lex, key, bytes)).result).toMatchObject({
    conversations: { added: 0, unchanged: 2 },
    memories: { added: 0, unchanged: 3 },
  });
});

const WITH_FILES = `{ conversations(first: 9) { edges { node { messages(first: 9) { edges { node {
  content attachments { name contentType bytes url } } } } } } } }`;
interface WithFiles {
  readonly conversations: Edges<{
    readonly messages: Edges<{ content: string; attachments: { name: string; contentType: string; url: string }[] }>;
  }>;
}
interface Edges<Node> {
  readonly edges: readonly { readonly node: Node }[];
}

it('attachments go the whole way: into the archive with their messages, and back to whoever imports it', async () => {
  const key = await userOf(lex, 'Hal');
  const ownerId = await idOf(lex, key);
  const chat = await live(lex, key);
  const { prisma, pool } = lex.database;
  const { attachments } = lex.server.app;
  // local/lex takes none: they are there as if another model had been asked.
  const [text, image] = [
    await attachments.upload(ownerId, { name: 'list ../“1”.md', bytes: Buffer.from('# A list\n\n- one') }),
    await attachments.upload(ownerId, { name: 'dot.png', bytes: Buffer.from(PNG, 'base64') }),
  ];
  const messageId = decodeGlobalId(chat.message.id).id;
  for (const [place, { id }] of [image, text].entries()) {
    await prisma.messageAttachment.create({ data: { messageId, attachmentId: id, place: place + 1 } });
  }
  await prisma.message.update({ where: { id: messageId }, data: { attachmentCount: 2 } });
  await prisma.storedFile.updateMany({ where: { ownerId }, data: { expiresAt: null } });
  const { bytes } = await bytesAt(urlIn(await exported(lex, key)));

  const other = await userOf(lex, 'Ida');
  const back = await imported(lex, other, bytes);
  expect(back.result).toMatchObject({ conversations: { added: 1 }, messages: { added: 2 }, leftOutCounts: {} });
  const { conversations } = await ask<WithFiles>(lex, other, WITH_FILES);
  const found = conversations.edges[0]?.node.messages.edges[0]?.node.attachments ?? [];
  expect(found).toMatchObject([
    { name: 'dot.png', contentType: 'image/png' },
    { name: expect.stringContaining('1”.md'), contentType: 'text/plain' },
  ]);
  expect(Buffer.from((await bytesAt(lex.url + found[0]?.url)).bytes).toString('base64')).toBe(PNG);
  expect(Buffer.from((await bytesAt(lex.url + found[1]?.url)).bytes).toString()).toBe('# A list\n\n- one');
  // They stay, and again nothing comes twice.
  const stored = () => prisma.storedFile.count({ where: { purpose: 'ATTACHMENT', expiresAt: null } });
  expect(await stored()).toBe(4);
  expect((await imported(lex, other, bytes)).result).toMatchObject({ conversations: { added: 0, unchanged: 1 } });
  expect(await stored()).toBe(4);
  // The conversations alone bring what was said, and say what is missing.
  const { 'conversations.json': alone = '' } = await unpacked(bytes);
  const without = await imported(lex, await userOf(lex, 'Jo'), Buffer.from(alone));
  expect(without.result).toMatchObject({ messages: { added: 2 }, leftOutCounts: { ATTACHMENT: 2 } });
  await pool.query(`DELETE FROM "User" WHERE "id" = $1`, [ownerId]);
  expect(await stored()).toBe(2);
});

it('an archive goes once it was fetched whole, be it in parts, and not when a fetch was cut off', async () => {
  const key = await userOf(lex, 'Dora');
  await live(lex, key);
  const job = await exported(lex, key);
  const url = urlIn(job);
  const size = Number(job.result?.['bytes']);
  const half = Math.floor(size / 2);
  expect((await bytesAt(url, { range: `bytes=0-${half}` })).status).toBe(206);
  expect((await bytesAt(url, { range: `bytes=0-${half}` })).status).toBe(206);
  expect((await bytesAt(url, { range: `bytes=${half + 2}-` })).status).toBe(206);
  // A byte is still missing.
  expect((await bytesAt(url, { range: `bytes=${half + 1}-${half + 1}` })).bytes).toHaveLength(1);
  await expect.poll(async () => (await bytesAt(url)).status).toBe(404);
  expect(await lex.database.prisma.storedFile.count({ where: { ownerId: await idOf(lex, key) } })).toBe(0);
});

it('an archive is its owner’s alone, has an end, and gives way to the next', async () => {
  const [key, other] = [await userOf(lex, 'Emil'), await userOf(lex, 'Finn')];
  const first = await exported(lex, key);
  const [path = ''] = String(first.result?.['url']).split('?');
  expect((await bytesAt(lex.url + path, { authorization: `Bearer ${other}` })).status).toBe(404);
  expect((await bytesAt(lex.url + path)).status).toBe(401);
  expect((await bytesAt(`${urlIn(first)}x`)).status).toBe(403);
  const { job } = (
    await lex.client.answer<{ job: unknown }>(
      'query ($id: ID!) { job(id: $id) { result } }',
      { id: first.id },
      { authorization: `Bearer ${other}` },
    )
  ).data ?? { job: undefined };
  expect(job).toBeNull();
  const [file] = await lex.database.prisma.storedFile.findMany({ where: { ownerId: await idOf(lex, key) } });
  const days = ((file?.expiresAt?.getTime() ?? 0) - Date.now()) / 86_400_000;
  expect(days).toBeGreaterThan(0.9);
  expect(days).toBeLessThanOrEqual(1);
  // What is stored of the job names no address.
  const [row] = await lex.database.prisma.job.findMany({
    where: { ownerId: await idOf(lex, key), kind: 'EXPORT_DATA' },
  });
  expect(JSON.stringify(row?.result)).not.toContain('signature');
  const second = await exported(lex, key);
  expect((await bytesAt(urlIn(first))).status).toBe(404);
  expect((await bytesAt(urlIn(second))).status).toBe(200);
});

it('an archive is as everything was at one moment, whatever is said meanwhile', async () => {
  const key = await userOf(lex, 'Gil');
  const ownerId = await idOf(lex, key);
  const many = Array.from({ length: 120 }, (_, at) => branched(`c${at}`, `Talk ${at}`));
  await imported(lex, key, many);
  const { conversation } = lex.database.prisma;
  const ids = (await conversation.findMany({ where: { ownerId }, take: 60 })).map(({ id }) => id);
  const deleting = (async () => {
    for (const id of ids) {
      await conversation.deleteMany({ where: { id } });
      // The embedded database answers without the event loop: nothing else would get its turn.
      await setImmediate();
    }
  })();
  const job = await exported(lex, key);
  await deleting;
  const files = await unpacked((await bytesAt(urlIn(job))).bytes);
  const conversations = JSON.parse(files['conversations.json'] ?? '') as { messages: unknown[] }[];
  expect(conversations).toHaveLength(Number(job.result?.['conversations']));
  expect(conversations.every(({ messages }) => messages.length === 5)).toBe(true);
  expect(Object.keys(files).filter((name) => name.startsWith('conversations/'))).toHaveLength(conversations.length);
});

it('every table that has something of a user is in the archive, or isn’t for a reason', async () => {
  const { pool } = lex.database;
  const { rows } = await pool.query(
    `SELECT DISTINCT "table_name" AS "name" FROM information_schema.columns
     WHERE "table_schema" = 'public' AND "column_name" = 'ownerId'`,
  );
  const tables = (rows as { name: string }[]).map(({ name }) => name).sort();
  const exportedTables = [
    'ApiKey',
    'BranchSummary',
    'Conversation',
    'Document',
    'ImportedConversation',
    'Job',
    'Memory',
    'Message',
    'StoredFile',
    'TokenUsage',
  ];
  // Made from the others, gone within a day, or the trace of what isn't there any more.
  const derived = ['MemoryDeletion', 'MemoryRecord', 'MessageWords', 'SpentKey', 'TokenDay', 'TokenReservation'];
  expect(tables).toEqual([...exportedTables, ...derived].sort());
});
