import { z } from 'zod';

// What the benchmark tells the process that makes the load, and what it hears from it.

/** Requests over connections that are kept, each of which has one request under way at a time. */
const requestsOrder = z.object({
  kind: z.literal('requests'),
  url: z.string(),
  body: z.string(),
  headers: z.record(z.string(), z.string()),
  connections: z.int().positive(),
  warmUpMs: z.number(),
  measureMs: z.number(),
  /** So many requests begin in each second, however long the answers take; without it, each answer begins the next. */
  perSecond: z.number().positive().optional(),
  /** The server's process, whose time is measured. */
  serverPid: z.int(),
});
/** Sockets that subscribe to the same, and stay. */
const subscribeOrder = z.object({
  kind: z.literal('subscribe'),
  url: z.string(),
  query: z.string(),
  sockets: z.int().positive(),
});
/** Tells of each so many deliveries to all sockets together, from now on, and is done after so many times. */
const countOrder = z.object({ kind: z.literal('count'), each: z.int().positive(), times: z.int().positive() });
const closeOrder = z.object({ kind: z.literal('close') });

export const loadOrder = z.discriminatedUnion('kind', [requestsOrder, subscribeOrder, countOrder, closeOrder]);
export type LoadOrder = z.infer<typeof loadOrder>;
export type RequestsOrder = z.infer<typeof requestsOrder>;
export type SubscribeOrder = z.infer<typeof subscribeOrder>;

const requestsResult = z.object({
  perSecond: z.number(),
  /** Milliseconds, from the moment in which a request was due. */
  p50Ms: z.number(),
  p99Ms: z.number(),
  /** Processor time of the server for each answer, in microseconds. */
  serverMicroseconds: z.number(),
  /** How much of one core the server used, and this process: 1 is all of it. */
  serverBusy: z.number(),
  loadBusy: z.number(),
  /** Which share of the answers had an `Age`: they came from a cache. */
  agedShare: z.number(),
});
export type RequestsResult = z.infer<typeof requestsResult>;

export const loadReport = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('requests'), result: requestsResult }),
  z.object({ kind: z.literal('done') }),
  z.object({ kind: z.enum(['counting', 'counted']) }),
  z.object({ kind: z.literal('failed'), message: z.string() }),
]);
export type LoadReport = z.infer<typeof loadReport>;
