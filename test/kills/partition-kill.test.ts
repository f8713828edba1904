import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { findDamage } from '../../src/lmdb/damage.ts';
import { packageRoot } from '../support/lex/cluster-template.ts';
import { openEngine } from '../support/lex/memory-node.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { partOf, WHOLE } from './partition-parts.ts';

const ROUNDS = 6;
const { signal } = new AbortController();

async function startWriter(path: string, seed: number): Promise<ChildProcess> {
  const program = join(packageRoot, 'test', 'kills', 'partition-writer.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', program, path, `${seed}`], {
    cwd: packageRoot,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  if (child.stdout) await once(child.stdout, 'data');
  return child;
}

it('a process that is killed while it loads or drops partitions leaves each whole or not at all', async () => {
  const path = await temporaryDirectory();
  let found = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const child = await startWriter(path, round + 1);
    await sleep(100 + Math.random() * 400);
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
    expect(await findDamage(join(path, 'data.mdb'))).toBeUndefined();

    const engine = await openEngine(path);
    const partitions = engine.partitions({ after: '', limit: 100 });
    for (const { ownerId, items, mark } of partitions) {
      found++;
      expect(items).toBe(Number(WHOLE));
      const scope = { ownerId, namespace: 'default' };
      expect(engine.recall(scope, 'parcel 299 door', { limit: 1, now: new Date() })).toHaveLength(1);
      expect(engine.memoryIds(ownerId, { after: '', limit: 1_000 })).toHaveLength(Number(WHOLE));
      for (const change of [0, 1, 2].flatMap((part) => partOf(ownerId, part, mark))) {
        if (change.kind === 'stored') expect(engine.compare(change.memory, undefined)).toEqual([]);
      }
    }
    expect(engine.stats()).toMatchObject({ items: partitions.length * Number(WHOLE), partitions: partitions.length });
    // What was begun, and what was left over, goes when all partitions have.
    for (const { ownerId } of partitions) if (round === ROUNDS - 1) await engine.drop(ownerId);
    await engine.tidy(signal);
    if (round === ROUNDS - 1) expect(engine.stats().usedBytes).toBeLessThan(100_000);
    await engine.close();
  }
  expect(found).toBeGreaterThan(0);
});
