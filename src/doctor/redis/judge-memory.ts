import type { RedisFacts } from '../../redis/examine/redis-facts.ts';
import { type Finding, ok, problem, warning } from '../findings/finding.ts';
import type { RedisUse } from './redis-servers.ts';

const MIB = 2 ** 20;
const FULL = 0.95;
const FILLING = 0.8;
/** Where Redis has no bound of its own, the machine's memory is one. */
const MUCH_OF_MACHINE = 0.6;

/** What is done when the memory is full: of the queue nothing may be thrown away, of a cache something has to be. */
export function judgeEviction(facts: RedisFacts, use: RedisUse): Finding {
  const policy = facts.get('maxmemory_policy');
  const maxBytes = Number(facts.get('maxmemory') ?? 0);
  const told = { policy: policy ?? null, maxBytes };
  if (policy === undefined) return ok('This Redis does not tell what it does when it is full.', told);
  if (use === 'cache') {
    if (policy !== 'noeviction' || maxBytes === 0) return ok(`A full cache makes room (${policy}).`, told);
    return warning('A full cache takes nothing more (noeviction).', 'Set its maxmemory-policy to allkeys-lru.', told);
  }
  if (policy === 'noeviction') return ok('Nothing is thrown away when Redis is full (noeviction).', told);
  const says = `Redis may throw away jobs and what replies say when its memory is full (${policy}).`;
  const fix = 'Set its maxmemory-policy to noeviction; a cache that may be thrown away belongs to REDIS_CACHE_URL.';
  return maxBytes > 0 ? problem(says, fix, told) : warning(`${says} It has no bound yet.`, fix, told);
}

/** @param options.caches the most bytes that Lex keeps there as a cache, beside the rest */
export function judgeMemory(
  facts: RedisFacts,
  { use, caches }: { readonly use: RedisUse; readonly caches: number },
): Finding {
  const [used, max, machine] = ['used_memory', 'maxmemory', 'total_system_memory'].map((name) => {
    return Number(facts.get(name) ?? 0);
  });
  const [usedBytes = 0, maxBytes = 0, machineBytes = 0] = [used, max, machine];
  const told = { usedBytes, maxBytes };
  const fix = 'Give it more memory (maxmemory), or look what takes it: redis-cli --bigkeys.';
  if (maxBytes > 0) {
    const says = `Redis uses ${mib(usedBytes)} of ${mib(maxBytes)} MiB.`;
    if (use === 'cache') return ok(says, told);
    if (usedBytes > maxBytes * FULL) return problem(`${says} When it is full, no job is taken any more.`, fix, told);
    if (usedBytes > maxBytes * FILLING) return warning(says, fix, told);
    if (caches > maxBytes / 2) {
      const lower = 'Lower LEX_CACHE_MAX_BYTES, or give the cache a Redis of its own (REDIS_CACHE_URL).';
      return warning(`${says} The cache alone may take ${mib(caches)} of them.`, lower, told);
    }
    return ok(says, told);
  }
  const says = `Redis uses ${mib(usedBytes)} MiB, and has no bound.`;
  if (machineBytes > 0 && usedBytes > machineBytes * MUCH_OF_MACHINE) {
    return warning(`${says} Its machine has ${mib(machineBytes)} MiB.`, fix, told);
  }
  return ok(says, told);
}

const mib = (bytes: number) => Math.ceil(bytes / MIB);
