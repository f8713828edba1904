import type { UsagePartsFragment } from '../generated/graphql.ts';

/** What asking models took, a user's or all users'. */
export type Usage = UsagePartsFragment;
type Used = Usage['used'][number];

/** By what lines are added up. */
export type UsageKey = 'day' | 'model' | 'use';

/** Lines that have something in common, added up. */
export interface UsageSum {
  /** What they have in common. */
  readonly name: string;
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Undefined where no line has a price. */
  readonly cost: number | undefined;
  /** Whether some lines have a price and others none: the cost is more than it says. */
  readonly isPartlyPriced: boolean;
}

/** Adds lines up by one of their fields: days newest first, the others with the most tokens first. */
export function sumUsage(used: readonly Used[], key: UsageKey): readonly UsageSum[] {
  const groups = new Map<string, Used[]>();
  for (const line of used) {
    const group = groups.get(line[key]);
    if (group) group.push(line);
    else groups.set(line[key], [line]);
  }
  const sums = [...groups].map(([name, lines]) => sumOf(name, lines));
  return sums.sort((a, b) => (key === 'day' ? b.name.localeCompare(a.name) : tokensOf(b) - tokensOf(a)));
}

/** All lines together. */
export function totalOf(used: readonly Used[], name: string): UsageSum {
  return sumOf(name, used);
}

/** What it took in all, read and written. */
export function tokensOf({ inputTokens, outputTokens }: Pick<UsageSum, 'inputTokens' | 'outputTokens'>): number {
  return inputTokens + outputTokens;
}

/** The last days, oldest first, those without anything too. @param today as the server counts days, in UTC */
export function lastDays(today: Date, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => {
    const day = new Date(today);
    day.setUTCDate(day.getUTCDate() - (count - 1 - index));
    return day.toISOString().slice(0, 10);
  });
}

function sumOf(name: string, lines: readonly Used[]): UsageSum {
  const sum = (value: (line: Used) => number) => lines.reduce((total, line) => total + value(line), 0);
  const priced = lines.filter(({ cost }) => typeof cost === 'number');
  return {
    name,
    calls: sum(({ calls }) => calls),
    inputTokens: sum(({ inputTokens }) => inputTokens),
    outputTokens: sum(({ outputTokens }) => outputTokens),
    cost: priced.length === 0 ? undefined : sum(({ cost }) => cost ?? 0),
    isPartlyPriced: priced.length > 0 && priced.length < lines.length,
  };
}
