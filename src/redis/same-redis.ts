const DEFAULT_PORT = '6379';

/** Whether two addresses lead to the same memory: the numbered databases of one Redis share it. */
export function isSameRedis(one: string, other: string): boolean {
  const [a, b] = [new URL(one), new URL(other)];
  return a.hostname === b.hostname && (a.port || DEFAULT_PORT) === (b.port || DEFAULT_PORT);
}
