import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { DeleteDocumentDocument, RecallDocument } from '../../src/generated/graphql.ts';
import { GraphqlClient } from '../support/clients/graphql-client.ts';
import { DocumentClient } from '../support/documents/ask-documents.ts';
import { madePdf } from '../support/documents/made-pdf.ts';
import { startTestServer, type TestServer } from '../support/lex/start-server.ts';

const ADMIN_KEY = 'an-administrators-key-of-more-than-32-characters';
const headersOf = (key: string) => ({ authorization: `Bearer ${key}` });

let lex: TestServer;
let mia: { client: GraphqlClient; documents: DocumentClient };
let noah: typeof mia;

async function enter(user: string, scopes: readonly string[] | null = null): Promise<typeof mia> {
  const order = { order: 'keys.create', user, name: 'key', admin: false, scopes, expiresAt: null };
  const { secret = '' } = await lex.server.app.machine.carryOut(order);
  const client = new GraphqlClient(lex.url, headersOf(secret ?? ''));
  return { client, documents: new DocumentClient(client, lex) };
}

beforeAll(async () => {
  lex = await startTestServer({
    LEX_AUTH: 'keys',
    LEX_ADMIN_KEY: ADMIN_KEY,
    LEX_DOCUMENT_MAX_BYTES: '4 MiB',
    LEX_STORAGE_PER_USER: '8 MiB',
    LEX_RATE_JOBS: '10000',
  });
  mia = await enter('Mia');
  noah = await enter('Noah');
});

const recalled = async ({ client }: typeof mia, query: string, namespace = 'default') =>
  (await client.run(RecallDocument, { query, namespace })).recall.map(({ memory }) => memory.content);
const bytesOnDisk = async () => await lex.database.prisma.storedFile.count({ where: { purpose: 'DOCUMENT' } });

describe('a manual of 300 pages', () => {
  beforeAll(async () => {
    const pages = Array.from({ length: 300 }, (_, at) => ({
      lines: [
        { text: `Part ${at + 1} of the Kestrel`, size: 18 },
        `This page tells of valve ${at + 1}, which opens at ${at + 40} degrees and has ${at % 7} springs.`,
        ...(at === 211 ? ['The flange bolts are tightened to 38 newton metres in a cross.'] : []),
      ],
    }));
    const manual = madePdf(pages);
    const { answer } = await mia.documents.upload('kestrel.pdf', manual);
    expect(answer).toMatchObject({ status: 201, body: { documentId: expect.any(String), jobId: expect.any(String) } });
    const { jobId = '' } = answer.body as { jobId?: string };
    expect(await mia.documents.ended(jobId)).toMatchObject({
      state: 'COMPLETED',
      progress: 100,
      result: { isDuplicate: false, type: 'PDF', pages: 300 },
    });
  });

  it('is listed with its pages, and local/lex answers from page 212 with its citation', async () => {
    expect(await mia.documents.all()).toMatchObject([{ name: 'kestrel.pdf', state: 'READY', type: 'PDF', pages: 300 }]);
    const words = 'The flange bolts are tightened to 38 newton metres in a cross.';
    const reply = await mia.documents.ask('How many newton metres are the flange bolts tightened to?');
    expect(reply.content).toContain(`In kestrel.pdf, on page 212: "${words}" [1]`);
    expect(reply.citations).toEqual([
      {
        number: 1,
        page: 212,
        heading: 'Part 212 of the Kestrel',
        words,
        document: { id: expect.any(String), name: 'kestrel.pdf' },
      },
    ]);
  });

  it('is nobody else’s', async () => {
    expect(await noah.documents.all()).toEqual([]);
    expect(await recalled(noah, 'flange bolts')).toEqual([]);
    const reply = await noah.documents.ask('How many newton metres are the flange bolts tightened to?');
    expect(reply.citations).toEqual([]);
    const [document] = await mia.documents.all();
    await expect(noah.client.run(DeleteDocumentDocument, { id: document?.id ?? '' })).rejects.toThrow(
      /no such document/,
    );
  });
});

describe('a name that comes again', () => {
  const namespace = 'tides';
  it('is a duplicate with the same content, and replaces the document with another', async () => {
    const files = await bytesOnDisk();
    const first = await mia.documents.ingest('tides.txt', 'High water is at noon.', namespace);
    expect(first).toMatchObject({ state: 'COMPLETED', result: { isDuplicate: false, parts: 1 } });
    const again = await mia.documents.ingest('tides.txt', 'High water is at noon.', namespace);
    expect(again.result).toMatchObject({ isDuplicate: true, documentId: first.result?.documentId });
    const renamed = await mia.documents.ingest('copy.txt', 'High water is at noon.', namespace);
    expect(renamed.result).toMatchObject({ isDuplicate: true, documentId: first.result?.documentId });
    const other = await mia.documents.ingest('tides.txt', 'High water is at midnight.', namespace);
    expect(other.result).toMatchObject({ isDuplicate: false });
    expect(await mia.documents.all(namespace)).toMatchObject([{ id: other.result?.documentId, name: 'tides.txt' }]);
    await vi.waitFor(async () =>
      expect(await recalled(mia, 'high water', namespace)).toEqual(['High water is at midnight.']),
    );
    await vi.waitFor(async () => expect(await bytesOnDisk()).toBe(files + 1), { timeout: 90_000 });
  }, 120_000);

  it('is there as the old one or as the new one, whenever it is recalled', async () => {
    const textOf = (edition: string) =>
      Array.from({ length: 24 }, (_, at) => `${edition} buoy ${at} ${'rocks in the swell '.repeat(60)}`).join('\n\n');
    await mia.documents.ingest('buoys.txt', textOf('first'), 'buoys');
    let isReading = true;
    const seen = new Set<string>();
    const looking = (async () => {
      while (isReading) {
        const { client } = mia;
        const { recall } = await client.run(RecallDocument, { query: 'buoy rocks swell', namespace: 'buoys' });
        seen.add([...new Set(recall.map(({ memory }) => memory.content.split(' ', 1)[0]))].sort().join('+'));
        await sleep(10);
      }
    })();
    await mia.documents.ingest('buoys.txt', textOf('second'), 'buoys');
    isReading = false;
    await looking;
    expect([...seen].filter((each) => each !== 'first' && each !== 'second')).toEqual([]);
    expect(new Set(await recalled(mia, 'buoy rocks swell', 'buoys')).size).toBeGreaterThan(0);
  });

  it('leaves the old one there when the new one can’t be read, which says why', async () => {
    await mia.documents.ingest('log.pdf', madePdf([{ lines: ['The wind came from the north.'] }]), 'log');
    const scanned = await mia.documents.ingest('log.pdf', madePdf([{}]), 'log');
    expect(scanned).toMatchObject({
      state: 'FAILED',
      error: expect.stringMatching(/scanned/),
    });
    expect(await recalled(mia, 'wind', 'log')).toEqual(['The wind came from the north.']);
    expect(await mia.documents.all('log')).toMatchObject([{ state: 'FAILED' }, { state: 'READY' }]);
  });
});

it('a document is forgotten as one, with its file and what is cited of it', async () => {
  await noah.documents.ingest('harbour.md', '# Harbour\n\nThe harbour master of Lyngvik is Ragnhild Moen.');
  const question = 'Who is the harbour master of Lyngvik?';
  const { id, citations } = await noah.documents.ask(question);
  expect(citations).toMatchObject([{ page: null, heading: 'Harbour', document: { name: 'harbour.md' } }]);
  const [document] = await noah.documents.all();
  await noah.client.run(DeleteDocumentDocument, { id: document?.id ?? '' });
  expect(await noah.documents.all()).toEqual([]);
  expect(await recalled(noah, 'harbour master')).toEqual([]);
  const { data } = await noah.client.answer('query ($id: ID!) { message(id: $id) { citations { words } } }', { id });
  expect(data).toEqual({ message: { citations: [] } });
  const where = { owner: { subject: 'Noah' } };
  expect(await lex.database.prisma.memory.count({ where: { ...where, documentId: { not: null } } })).toBe(0);
  expect(await lex.database.prisma.storedFile.count({ where })).toBe(0);
  await expect(noah.client.run(DeleteDocumentDocument, { id: document?.id ?? '' })).rejects.toThrow(/no such document/);
});

describe('an upload', () => {
  it('may be repeated, and makes one document', async () => {
    const content = Buffer.from('The ferry leaves at six.');
    const { url, answer } = await mia.documents.upload('ferry.txt', content, 'ferries');
    expect(answer.status).toBe(201);
    expect(await mia.documents.put(url, content)).toEqual(answer);
    expect(await mia.documents.all('ferries')).toHaveLength(1);
  });

  it('is refused with another signature, when it is longer than announced, and from other pages', async () => {
    const { url } = await mia.documents.upload('a.txt', Buffer.from('abc'), 'refused');
    expect(await mia.documents.put(`${url.slice(0, -4)}AAAA`, Buffer.from('abc'))).toMatchObject({ status: 404 });
    expect(await mia.documents.put('/uploads', Buffer.from('abc'))).toMatchObject({ status: 404 });
    const { data } = await mia.client.answer<{ ingestUpload: { url: string } }>(
      'mutation { ingestUpload(input: { name: "b.txt", bytes: 3 }) { url } }',
    );
    const longer = await mia.documents.put(data?.ingestUpload.url ?? '', Buffer.alloc(100, 'x'));
    expect(longer).toMatchObject({ status: 400, body: { errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] } });
    const origin = { origin: 'https://elsewhere.example' };
    expect((await fetch(`${lex.url}/uploads`, { method: 'PUT', body: 'x', headers: origin })).status).toBe(403);
    expect((await fetch(`${lex.url}/uploads`)).status).toBe(405);
  });

  it.each([
    ['{ name: "a", bytes: 0 }', /bytes takes/],
    ['{ name: "a", bytes: 5000000 }', /at most 4 MiB/],
    ['{ name: " ", bytes: 1 }', /name takes/],
    ['{ name: "a\\nb", bytes: 1 }', /name takes one line/],
    ['{ name: "a", bytes: 1, namespace: "" }', /namespace takes/],
  ])('of %s is refused before anything is sent', async (input, message) => {
    const { errors } = await mia.client.answer(`mutation { ingestUpload(input: ${input}) { url } }`);
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' }, message: expect.stringMatching(message) }]);
  });
});

it.each(['', 'not base64!', 'YQ', 'YR=='])('%j is no file in Base64', async (contentBase64) => {
  const { errors } = await mia.client.answer(
    'mutation ($c: String!) { ingestDocument(name: "a", contentBase64: $c, mimeType: "text/plain") { id } }',
    { c: contentBase64 },
  );
  expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' }, message: expect.stringMatching(/Base64/) }]);
});

it('who may only read adds and deletes nothing, and sees what is there', async () => {
  const reader = await enter('Mia', ['READ']);
  expect((await reader.documents.all()).length).toBeGreaterThan(0);
  await expect(reader.documents.ingest('a.txt', 'a')).rejects.toThrow(/CHAT/);
  await expect(reader.documents.upload('a.txt', Buffer.from('a'))).rejects.toThrow(/CHAT/);
});

it('documents count as stored, and go with their user', async () => {
  const liv = await enter('Liv');
  const stored = async () => {
    const { data } = await liv.client.answer<{ stored: { bytes: number } }>('{ stored { bytes } }');
    return data?.stored.bytes ?? 0;
  };
  const noise = Buffer.from(Array.from({ length: 70_000 }, () => 33 + Math.floor(Math.random() * 90)));
  expect(await liv.documents.ingest('noise.txt', noise)).toMatchObject({ state: 'COMPLETED' });
  // The file counts, and so do its parts.
  expect(await stored()).toBeGreaterThan(139_000);
  const page = '<html><p>It is long for what it says.</p><!--';
  const full = Buffer.from(page.padEnd(4 * 2 ** 20 - 3, 'x').concat('-->'));
  const outcomes = [
    await liv.documents.upload('one.html', full),
    await liv.documents.upload('two.html', full).catch(String),
  ];
  expect(JSON.stringify(outcomes)).toContain('8 MiB of storage');
  await liv.client.answer('mutation { deleteMe(confirm: "delete everything of mine") { memories } }');
  const where = { owner: { subject: 'Liv' } };
  expect(await lex.database.prisma.document.count({ where })).toBe(0);
  expect(await lex.database.prisma.storedFile.count({ where })).toBe(0);
});
