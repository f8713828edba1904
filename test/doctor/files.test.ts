import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { allFiles } from '../../src/doctor/files/all-files.ts';
import { examined, look } from '../support/doctor/examined.ts';
import { startS3Server } from '../support/servers/s3-server.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const looks = (environment: Record<string, string>) => look(allFiles, examined(environment));

async function bucket() {
  const s3 = await startS3Server();
  onTestFinished(() => s3.close());
  return s3;
}

it('stores, reads and deletes a file where LEX_FILES_URL says, and leaves none', async () => {
  const s3 = await bucket();
  expect(await looks({ LEX_FILES_URL: s3.url })).toMatchObject([
    { check: 'files', state: 'ok', facts: { bucket: 'lex-files', region: 'eu-central-1' } },
  ]);
  expect(s3.requests).toBe(3);
  expect(s3.objects.size).toBe(0);
});

it('says why a store can’t be used, without its key', async () => {
  const s3 = await bucket();
  const elsewhere = s3.url.replace('lex-files', 'another');
  const found = [
    ...(await looks({ LEX_FILES_URL: s3.strangersUrl })),
    ...(await looks({ LEX_FILES_URL: elsewhere })),
    ...(await looks({ LEX_FILES_URL: 'http://key:hunter2hunter2@127.0.0.1:1/bucket' })),
  ];
  expect(found).toMatchObject([
    { state: 'problem', says: expect.stringContaining('403, SignatureDoesNotMatch') },
    { state: 'problem', says: expect.stringContaining('404, NoSuchBucket') },
    { state: 'problem', says: expect.stringContaining('ECONNREFUSED'), fix: expect.stringContaining('reached') },
  ]);
  expect(JSON.stringify(found)).not.toMatch(/hunter2|another@|lex-test/);
});

it.each([
  ['read', 'GET'],
  ['deleted', 'DELETE'],
])('tells of a key by which files can’t be %s', async (what, method) => {
  const s3 = await bucket();
  s3.forbid(method);
  expect(await looks({ LEX_FILES_URL: s3.url })).toMatchObject([
    { state: 'problem', says: expect.stringContaining(`can't be ${what}`) },
  ]);
  // What can't be read is deleted all the same.
  expect(s3.objects.size).toBe(method === 'DELETE' ? 1 : 0);
});

it('looks at the directory of files where there is no other place', async () => {
  const LEX_DATA_DIR = await temporaryDirectory();
  const files = join(LEX_DATA_DIR, 'files');
  expect(await looks({ LEX_DATA_DIR })).toMatchObject([{ state: 'ok', says: expect.stringContaining('first start') }]);
  await writeFile(files, 'no directory');
  expect(await looks({ LEX_DATA_DIR })).toMatchObject([{ check: 'files', state: 'problem' }]);
});

it('tells of files that stay with one of several processes', async () => {
  const LEX_DATA_DIR = await temporaryDirectory();
  await mkdir(join(LEX_DATA_DIR, 'files', 'ab'), { recursive: true });
  await writeFile(join(LEX_DATA_DIR, 'files', 'ab', 'abc'), 'from before');
  const several = { DATABASE_URL: 'postgresql://127.0.0.1:1/lex', REDIS_URL: 'redis://127.0.0.1:1' };
  const { url: LEX_FILES_URL } = await bucket();
  expect(await looks({ LEX_DATA_DIR, LEX_FILES_URL })).toMatchObject([{ check: 'files', state: 'ok' }]);
  expect(await looks({ LEX_DATA_DIR, LEX_FILES_URL, ...several })).toMatchObject([
    { check: 'files', state: 'ok' },
    { check: 'files.disk', state: 'warning', facts: { files: 1 } },
  ]);
});
