import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setImmediate } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { findDamage } from '../../src/lmdb/damage.ts';
import { openLmdb } from '../../src/lmdb/open-lmdb.ts';
import { packageRoot } from '../support/lex/cluster-template.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

/** Starts a process that counts up so often in a store. */
function startWriter(path: string, times: number, ...hold: string[]): ChildProcess {
  const program = join(packageRoot, 'test', 'lmdb', 'counting-writer.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', program, path, String(times), ...hold], {
    cwd: packageRoot,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
  return child;
}

/** Resolves when it has said so. */
async function said(child: ChildProcess, word: string): Promise<void> {
  if (!child.stdout) throw new Error('Its output is not read.');
  for await (const line of createInterface({ input: child.stdout })) if (line === word) return;
  throw new Error(`It ended without ${word}.`);
}

it('two processes that write to one store lose nothing, and one that is killed holds nobody up', async () => {
  const path = await temporaryDirectory();
  const root = await openLmdb(path);
  onTestFinished(() => root.close());
  const numbers = root.openDB<number, string>({ name: 'numbers' });
  const counting = [startWriter(path, 500), startWriter(path, 500)];
  await Promise.all(counting.map((child) => said(child, 'done')));
  await numbers.transaction(() => numbers.put('seen', 1));
  expect(numbers.get('count')).toBe(1_000);

  const holding = startWriter(path, 10, 'hold');
  await said(holding, 'holding');
  const waiting = startWriter(path, 10);
  holding.kill('SIGKILL');
  await said(waiting, 'done');
  await numbers.transaction(() => numbers.put('seen', 2));
  expect(numbers.get('count')).toBe(1_020);
  expect(numbers.get('half')).toBeUndefined();
});

it('a store that another process makes longer meanwhile is not taken for a damaged one', async () => {
  const path = await temporaryDirectory();
  const root = await openLmdb(path);
  const numbers = root.openDB<number, string>({ name: 'numbers' });
  await numbers.transaction(() => numbers.put('seen', 1));
  await root.close();
  const growing = startWriter(path, 1_500, 'grow');
  const done = said(growing, 'done').then(() => true);
  let looks = 0;
  while (!(await Promise.race([done, setImmediate(false)]))) {
    expect(await findDamage(join(path, 'data.mdb'))).toBeUndefined();
    looks++;
  }
  expect(looks).toBeGreaterThan(10);
});
