import type { RedisFacts } from '../../redis/examine/redis-facts.ts';
import { isNewEnough, LEAST_REDIS } from '../../redis/redis-server.ts';
import { type Finding, ok, problem, warning } from '../findings/finding.ts';

const CROWDED = 0.8;

/** Judges the version of a Redis, what it is among others, and how it treats connections. */
export function judgeRedisServer(
  facts: RedisFacts,
  settings: { readonly idleSeconds: string | undefined; readonly maxClients: string | undefined },
): Finding[] {
  const version = facts.get('redis_version') ?? 'of an unknown version';
  const findings: Finding[] = [];
  if (!isNewEnough(version)) {
    const fix = `Lex takes Redis ${LEAST_REDIS} or newer, or Valkey: upgrade it.`;
    findings.push(problem(`This is Redis ${version}.`, fix, { version }));
  }
  if (facts.get('role') === 'slave') {
    findings.push(problem('The address leads to a replica, which takes no writes.', 'Lead it to the primary.'));
  }
  if (facts.get('cluster_enabled') === '1') {
    const says = 'This Redis is a part of a Redis Cluster, which keeps only some of the keys.';
    findings.push(problem(says, 'Use a Redis by itself, with a replica if it should fail over.'));
  }
  if (Number(settings.idleSeconds ?? 0) > 0) {
    const says = `Redis ends connections that are idle for ${settings.idleSeconds} s, those that wait for events too.`;
    findings.push(warning(says, 'Set its timeout to 0.'));
  }
  const clients = Number(facts.get('connected_clients') ?? 0);
  const most = Number(settings.maxClients ?? 0);
  if (most > 0 && clients > most * CROWDED) {
    findings.push(warning(`${clients} of ${most} connections to Redis are in use.`, 'Raise its maxclients.'));
  }
  return findings.length > 0 ? findings : [ok(`Redis ${version} answers.`, { version, clients })];
}
