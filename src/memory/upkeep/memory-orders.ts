import { z } from 'zod';
import type { BusEvent, Topic } from '../../events/event-bus.ts';

/** A process of the deployment, as far as orders name it. */
export interface MemoryProcess {
  /** Made anew at each start. */
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  readonly role: string;
}

/** The processes that can be given orders. */
export interface MemoryProcesses {
  /** The one that this is. */
  readonly own: MemoryProcess;
  /** Those that live, this one among them. */
  list(): Promise<readonly MemoryProcess[]>;
}

const differences = z.array(
  z.object({
    memoryId: z.string(),
    ownerId: z.string(),
    namespace: z.string().optional(),
    key: z.string().optional(),
    differs: z.array(z.enum(['missing', 'extra', 'content', 'tags', 'expiry', 'group', 'vector'])).readonly(),
  }),
);

/** What came of an order at one process. */
const outcome = z.object({
  /** Partitions that were rebuilt or compared. */
  partitions: z.number(),
  /** Of a check, as in memory-check.ts; 0 and none of a rebuild. */
  checked: z.number(),
  different: z.number(),
  differences,
});
export type Outcome = z.infer<typeof outcome>;

const order = z.object({
  /** Of the order: giving it again changes nothing. */
  key: z.string(),
  /** `end` ends the work of that order. */
  work: z.enum(['rebuild', 'check', 'end']),
  /** Whose partitions; null: all. */
  ownerId: z.string().nullable(),
  /** The process that is meant; null: each of them. */
  processId: z.string().nullable(),
});
export type MemoryOrder = z.infer<typeof order>;

const report = z.object({
  /** The order's and the process's, so that of several that wait only the newest is read. */
  key: z.string(),
  orderId: z.string(),
  processId: z.string(),
  /** From 0 to 1. */
  share: z.number(),
  step: z.string(),
  /** Once the work has ended well. */
  outcome: outcome.optional(),
  /** Why it hasn't. */
  error: z.string().optional(),
});
export type MemoryReport = z.infer<typeof report>;

/** What processes are to do with their partitions. */
export const MEMORY_ORDERS: Topic<MemoryOrder> = topic('memory.orders', order, {
  key: '',
  work: 'end',
  ownerId: null,
  processId: null,
});

/** How far they are with it. */
export const MEMORY_REPORTS: Topic<MemoryReport> = topic('memory.reports', report, {
  key: '',
  orderId: '',
  processId: '',
  share: 0,
  step: '',
});

function topic<E extends BusEvent>(name: string, schema: z.ZodType<E>, missed: E): Topic<E> {
  return { name, missed, read: (value) => schema.safeParse(value).data };
}
