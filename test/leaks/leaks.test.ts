import { execFile } from 'node:child_process';
import { getEventListeners } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { growthOf } from '../../bench/soak/growth.ts';
import { LocalEventBus } from '../../src/events/local-event-bus.ts';
import { withDeadline } from '../../src/time/with-deadline.ts';
import { packageRoot } from '../support/lex/cluster-template.ts';
import { dataDirectory } from '../support/lex/data-directory.ts';

/** What a program in this folder has measured, with the garbage collector at hand. */
async function measured(
  name: string,
  { flags = [], args = [] }: { readonly flags?: readonly string[]; readonly args?: readonly string[] } = {},
): Promise<Readonly<Record<string, number>>> {
  const program = join(packageRoot, 'test', 'leaks', name);
  const command = ['--expose-gc', ...flags, '--import', 'tsx', program, ...args];
  const { stdout } = await promisify(execFile)(process.execPath, command);
  return z.record(z.string(), z.number()).parse(JSON.parse(stdout));
}

it('of an operation its document is kept worked out, and not what fragments in fragments make of it', async () => {
  const kept = await measured('kept-fields.ts');
  // Of four thousand fields, and of more than a hundred thousand.
  expect(kept['in the document']).toBeGreaterThan(400_000);
  expect(kept['in the result alone']).toBeLessThan(200_000);
}, 240_000);

describe('what is done again and again in a process that runs for long', () => {
  let left: Readonly<Record<string, number>>;
  beforeAll(async () => {
    left = await measured('many-rounds.ts');
  }, 240_000);

  // Of what is left each time at least an object and a reference would be.
  const AN_OBJECT = 24;

  it.each([
    'an event waited for',
    'a call with a deadline',
    'a query without a vector',
    'an answer in time',
    'a run of a compiled operation',
  ])('leaves nothing behind: %s', (name) => {
    expect(left[name]).toBeLessThan(AN_OBJECT);
  });

  it('would be seen to, if it did', () => {
    expect(left['a race with what never ends']).toBeGreaterThan(AN_OBJECT);
  });
});

it('a server that is used again and again keeps nothing of it in its heap', async () => {
  // What V8 makes of functions that are used much is in the heap too, and would hide what this looks for.
  const kept = await measured('steady-use.ts', { flags: ['--no-opt'], args: [await dataDirectory()] });
  // The newest messages stay for a while, up to a bound. What else an operation has would be more.
  expect(kept['a use']).toBeLessThan(3_000);
  expect(kept['a use that leaves a listener']).toBeGreaterThan(3_000);
});

it('whether memory is flat is told by the line through its minutes, after those of the beginning', () => {
  const minutes = (values: readonly number[]) => growthOf(values.map((value) => [value - 5, value, value + 500]));
  expect(minutes([100, 300, 500, 500, 510, 490, 505, 495, 500])).toMatchObject({ isFlat: true });
  expect(minutes([500, 500, 500, 500, 510, 520, 530, 540, 550])).toMatchObject({ isFlat: false, perMinute: 10 });
  expect(minutes([500, 500, 500, 400, 390, 380, 370, 360, 350]).isFlat).toBe(true);
});

describe('a signal that lives as long as the process', () => {
  const { signal } = new AbortController();
  const listeners = () => getEventListeners(signal, 'abort').length;

  it('is listened to by a call while it lasts, however it ends', async () => {
    const meanwhile: number[] = [];
    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        withDeadline(n % 3 ? 60_000 : 1, signal, async (own) => {
          meanwhile.push(listeners());
          if (n % 3 === 1) throw new Error('it failed');
          if (n % 3 === 0) await new Promise((_, reject) => own.addEventListener('abort', () => reject(own.reason)));
        }).catch(() => undefined),
      ),
    );
    // All begin in one turn of the event loop, before any has ended.
    expect(meanwhile).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
    expect(listeners()).toBe(0);
  });

  it('aborts a call, and one that comes after it', async () => {
    const long = new AbortController();
    const aborted = (own: AbortSignal) => new Promise((resolve) => own.addEventListener('abort', resolve));
    const call = withDeadline(60_000, long.signal, aborted);
    long.abort();
    await call;
    expect(await withDeadline(60_000, long.signal, async (own) => own.aborted)).toBe(true);
  });

  it('is listened to by a subscription while it is open', async () => {
    const bus = new LocalEventBus();
    const topic = { name: 'x', missed: { key: '' }, read: () => undefined };
    const open = Array.from({ length: 10 }, () => bus.subscribe(topic, { signal }));
    expect(listeners()).toBe(10);
    for (const each of open) await each.return();
    expect(listeners()).toBe(0);
  });
});
