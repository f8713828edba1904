import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { z } from 'zod';

export const USAGE = `Usage: npm run chaos -- [--minutes NUMBER] [--seed NUMBER]

  --minutes NUMBER  how long faults are made, 0.1 to 600  (default: 2)
  --seed NUMBER     which faults are made, and when  (default: a random one, which is printed)
`;

/** The bounds of random seeds: short enough to be typed. */
const SEEDS = 1_000_000;

const schema = z.object({
  minutes: z.coerce.number().min(0.1).max(600).default(2),
  seed: z.coerce
    .number()
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .optional(),
});

/** What the command line asks for. @throws {Error} with {@link USAGE} when it can't be understood */
export function readOptions(args: readonly string[]): { readonly minutes: number; readonly seed: number } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { minutes: { type: 'string' }, seed: { type: 'string' } },
    });
    const { minutes, seed = randomInt(SEEDS) } = schema.parse(values);
    return { minutes, seed };
  } catch (error) {
    throw new Error(USAGE, { cause: error });
  }
}
