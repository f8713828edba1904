import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import type { FilePurpose } from '../../src/files/stored-file.ts';
import { startTestServer, type TestServer } from '../support/lex/start-server.ts';

let lex: TestServer;
beforeAll(async () => {
  lex = await startTestServer({ LEX_ROLE: 'serve' });
});

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

async function store(text: string, options: { purpose?: FilePurpose; name?: string; contentType?: string } = {}) {
  const { files, viewer } = lex.server.app;
  return files.store({
    user: viewer.id,
    purpose: 'AUDIO',
    name: 'reply.wav',
    contentType: 'audio/wav',
    content: once(text),
    limit: 1_000,
    ...options,
  });
}

const signed = (file: { id: string }, seconds = 60) => `${lex.url}${lex.server.app.files.urlOf(file, { seconds })}`;
const pathOf = ({ id }: { id: string }) => join(lex.dataDir, 'files', id.slice(0, 2), id);

it('gives a file to whoever has a signed address, from whatever page, with headers that let nothing run', async () => {
  const file = await store('0123456789');
  const response = await fetch(signed(file), { headers: { 'sec-fetch-site': 'cross-site' } });
  expect([response.status, await response.text()]).toEqual([200, '0123456789']);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'audio/wav',
    'content-length': '10',
    'content-disposition': expect.stringMatching(/^inline; filename="reply.wav"/),
    'x-content-type-options': 'nosniff',
    'content-security-policy': expect.stringContaining('sandbox'),
    'cross-origin-resource-policy': 'cross-origin',
    'accept-ranges': 'bytes',
  });
});

it('saves what is no picture and no sound, whatever it is called', async () => {
  const file = await store('<script>', { name: '../"ü\r\n.html', contentType: 'text/html' });
  const { headers } = await fetch(signed(file));
  expect(headers.get('content-type')).toBe('application/octet-stream');
  expect(headers.get('content-disposition')).toMatch(
    /^attachment; filename="[\w .()-]+"; filename\*=UTF-8''[\w.%!~-]+$/,
  );
});

it.each([
  ['bytes=2-4', 206, '234', 'bytes 2-4/10'],
  ['bytes=7-', 206, '789', 'bytes 7-9/10'],
  ['bytes=-3', 206, '789', 'bytes 7-9/10'],
  ['bytes=0-99', 206, '0123456789', 'bytes 0-9/10'],
  ['bytes=4-2', 200, '0123456789', null],
  ['bytes=0-1,4-5', 200, '0123456789', null],
  ['lines=1-2', 200, '0123456789', null],
])('answers Range: %s with %i', async (range, status, text, contentRange) => {
  const response = await fetch(signed(await store('0123456789')), { headers: { range } });
  expect([response.status, await response.text(), response.headers.get('content-range')]).toEqual([
    status,
    text,
    contentRange,
  ]);
});

it('refuses a range that is not there, and sends the whole where the part is of another version', async () => {
  const address = signed(await store('0123456789'));
  const beyond = await fetch(address, { headers: { range: 'bytes=10-' } });
  expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */10']);
  const other = await fetch(address, { headers: { range: 'bytes=2-4', 'if-range': '"another"' } });
  expect([other.status, await other.text()]).toEqual([200, '0123456789']);
  const tag = other.headers.get('etag') ?? '';
  expect((await fetch(address, { headers: { 'if-none-match': tag } })).status).toBe(304);
  expect((await fetch(address, { headers: { range: 'bytes=2-4', 'if-range': tag } })).status).toBe(206);
});

it('refuses addresses that end, were changed, or are of another file', async () => {
  const [file, other] = [await store('one'), await store('other')];
  expect((await fetch(signed(file, -1))).status).toBe(403);
  expect((await fetch(signed(file).replace(/until=\d+/, 'until=99999999999'))).status).toBe(403);
  expect((await fetch(signed(file).replace(file.id, other.id))).status).toBe(403);
  expect((await fetch(signed({ id: randomUUID() }))).status).toBe(404);
  expect((await fetch(`${lex.url}/files/..%2fplace?signature=x`)).status).toBe(404);
});

it('removes the bytes of files that are deleted, and of those whose user goes', async () => {
  const file = await store('gone soon');
  expect(existsSync(pathOf(file))).toBe(true);
  const address = signed(file);
  await lex.server.app.files.delete([file.id]);
  expect((await fetch(address)).status).toBe(404);
  await expect.poll(() => existsSync(pathOf(file))).toBe(false);
  await expect.poll(() => lex.database.prisma.fileRemoval.count()).toBe(0);
});

it('keeps nothing of a file that is too large', async () => {
  await expect(store('x'.repeat(1_001))).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  await expect.poll(() => lex.database.prisma.fileRemoval.count()).toBe(0);
});

it('drops an export that was fetched whole', async () => {
  const file = await store('everything', { purpose: 'EXPORT', name: 'lex.zip', contentType: 'application/zip' });
  await (await fetch(signed(file), { headers: { range: 'bytes=0-3' } })).text();
  expect(await (await fetch(signed(file))).text()).toBe('everything');
  await expect.poll(async () => (await fetch(signed(file), { method: 'HEAD' })).status).toBe(404);
});
