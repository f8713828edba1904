import { expect, it } from 'vitest';
import { Turns } from '../../src/time/turns.ts';

it('turns come in order, and who gives up or fails keeps none', async () => {
  const turns = new Turns(1);
  const order: string[] = [];
  let go: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    go = resolve;
  });
  const leaving = new AbortController();
  const running = [
    turns.take(async () => {
      await gate;
      order.push('first');
    }),
    turns.take(async () => void order.push('left'), leaving.signal).catch(() => void order.push('gave up')),
    turns.take(async () => void order.push('second'), new AbortController().signal),
  ];
  leaving.abort(new Error('enough'));
  await running[1];
  go();
  await Promise.all(running);
  expect(order).toEqual(['gave up', 'first', 'second']);
  await turns.take(async () => void order.push('third'));
  expect(order.at(-1)).toBe('third');
  const failing = turns.take(() => Promise.reject(new Error('failed')));
  await expect(failing).rejects.toThrow('failed');
  expect(await turns.take(async () => 'after it')).toBe('after it');
  await expect(turns.take(async () => undefined, AbortSignal.abort(new Error('late')))).rejects.toThrow('late');
});
