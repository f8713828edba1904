import { randomUUID } from 'node:crypto';
import { expect, it, vi } from 'vitest';
import { createUploadLinks } from '../../src/documents/keeping/upload-links.ts';

const LINK = {
  id: randomUUID(),
  ownerId: randomUUID(),
  name: 'a.txt',
  namespace: 'default',
  mimeType: 'text/plain',
  bytes: 3,
};

it('a link is read by who has its key, until its time is over', () => {
  vi.useFakeTimers();
  const links = createUploadLinks(Buffer.alloc(32, 1));
  const { token, expiresAt } = links.sign(LINK);
  expect(links.read(token)).toEqual(LINK);
  expect(createUploadLinks(Buffer.alloc(32, 2)).read(token)).toBeUndefined();
  for (const forged of ['', '.', 'a.b', `${token}.x`, `x${token}`, token.slice(0, -2), 'a'.repeat(5_000)]) {
    expect(links.read(forged)).toBeUndefined();
  }
  vi.setSystemTime(expiresAt);
  expect(links.read(token)).toBeUndefined();
  vi.useRealTimers();
});
