/** Why something of an archive isn't as it was there. */
export type LeftOutReason = (typeof REASONS)[number];

const REASONS = [
  'UNREADABLE',
  'TOO_LARGE',
  'EMPTY',
  'NO_ROOM',
  'ID',
  'CYCLE',
  'MISSING_PARENT',
  'TOO_LONG',
  'CHARACTERS',
  'DATE',
  'ATTACHMENT',
  'MEMORY',
] as const;

/** What came of an import. */
export interface Report {
  /** Of conversations. */
  readonly added: number;
  readonly extended: number;
  readonly unchanged: number;
  readonly messages: number;
  readonly memories: number;
  readonly leftOut: readonly { readonly reason: LeftOutReason; readonly where: string; readonly count: number }[];
  /** How much of that isn't named. */
  readonly more: number;
}

/** Reads the result of the job of an import; undefined for anything else. */
export function readReport(result: unknown): Report | undefined {
  const { conversations, messages, memories, leftOut, leftOutMore } = membersOf(result);
  if (!Array.isArray(leftOut)) return undefined;
  const { added, extended, unchanged } = membersOf(conversations);
  return {
    added: numberOf(added),
    extended: numberOf(extended),
    unchanged: numberOf(unchanged),
    messages: numberOf(membersOf(messages)['added']),
    memories: numberOf(membersOf(memories)['added']),
    leftOut: leftOut.flatMap((each: unknown) => {
      const { reason, where, count } = membersOf(each);
      const known = REASONS.find((one) => one === reason);
      return known ? [{ reason: known, where: typeof where === 'string' ? where : '', count: numberOf(count) }] : [];
    }),
    more: numberOf(leftOutMore),
  };
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
