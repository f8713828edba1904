import { randomUUID } from 'node:crypto';
import { expect, it, vi } from 'vitest';
import { createUploadLinks } from '../../src/documents/keeping/upload-links.ts';
import { Turns } from '../../src/documents/turns.ts';

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

it('turns come in order, and who gives up gives none away', async () => {
  const turns = new Turns(1);
  const order: string[] = [];
  let go: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    go = resolve;
  });
  const signal = new AbortController().signal;
  const leaving = new AbortController();
  const running = [
    turns.take(signal, async () => {
      await gate;
      order.push('first');
    }),
    turns.take(leaving.signal, async () => void order.push('left')).catch(() => void order.push('gave up')),
    turns.take(signal, async () => void order.push('second')),
  ];
  leaving.abort(new Error('enough'));
  await running[1];
  go();
  await Promise.all(running);
  expect(order).toEqual(['gave up', 'first', 'second']);
  await turns.take(signal, async () => void order.push('third'));
  expect(order.at(-1)).toBe('third');
});
