import type { RedisFacts } from '../../redis/examine/redis-facts.ts';
import { type Finding, ok, problem, warning } from '../findings/finding.ts';

/**
 * Judges what a Redis keeps on its disk. Nothing in it is lost for good, since the database has all jobs: but a Redis
 * that fails to write may refuse everything.
 */
export function judgePersistence(facts: RedisFacts): Finding[] {
  const isOn = (name: string) => facts.get(name) === '1';
  const failed = (name: string) => facts.has(name) && facts.get(name) !== 'ok';
  const fix = 'Look into its log: mostly its disk is full, or its memory too small to fork (vm.overcommit_memory=1).';
  const findings: Finding[] = [];
  if (failed('rdb_last_bgsave_status')) {
    findings.push(problem('The last snapshot of Redis failed: it may refuse all writes (MISCONF).', fix));
  }
  if (isOn('aof_enabled') && (failed('aof_last_write_status') || failed('aof_last_bgrewrite_status'))) {
    findings.push(problem('Redis fails to write its append-only file: it may refuse all writes.', fix));
  }
  if (isOn('loading')) findings.push(problem('Redis still reads what it kept, and answers nothing.', 'Wait for it.'));
  if (findings.length > 0) return findings;
  const told = { appendOnly: isOn('aof_enabled') };
  if (isOn('aof_enabled')) return [ok('Redis keeps all that it is told (appendonly).', told)];
  const says = 'Redis keeps no append-only file: after its restart replies that were being written begin again.';
  return [warning(says, 'Set appendonly=yes (appendfsync=everysec).', told)];
}
