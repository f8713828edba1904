import { Prisma } from '../../generated/prisma/client.ts';
import type { JobEnd } from '../job.ts';

const STATES = ['COMPLETED', 'FAILED', 'CANCELLED'] as const satisfies readonly JobEnd['state'][];

/** The states of a job that has ended, to stand after `"state" IN`. */
export const ENDED = Prisma.raw(`(${STATES.map((state) => `'${state}'`).join(', ')})`);
