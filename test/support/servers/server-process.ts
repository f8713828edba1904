import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';

const START_TIMEOUT_MS = 120_000;

/**
 * Resolves when a server that was just started says that it takes connections.
 *
 * @param options.name what an error calls it
 * @param options.output what it writes its log to
 * @param options.ready what stands in its log when it takes connections
 * @throws when it ends before, or takes too long; the message has all that it said
 */
export async function untilReady(
  child: ChildProcess,
  { name, output, ready }: { readonly name: string; readonly output: Readable | null; readonly ready: string },
): Promise<void> {
  let said = '';
  await new Promise<void>((resolve, reject) => {
    const fail = () => reject(new Error(`${name} did not start: ${said}`));
    const timer = setTimeout(fail, START_TIMEOUT_MS);
    output?.on('data', (data) => {
      said += data;
      if (!said.includes(ready)) return;
      clearTimeout(timer);
      resolve();
    });
    child.once('close', () => {
      clearTimeout(timer);
      fail();
    });
  });
}

/** Ends a server with a signal, and resolves when it has ended; does nothing when it has ended before. */
export async function endWith(signal: NodeJS.Signals, child: ChildProcess | undefined): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill(signal);
  await closed;
}
