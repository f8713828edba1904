import { setTimeout as sleep } from 'node:timers/promises';
import { v7 as newId } from 'uuid';
import { z } from 'zod';
import type { Viewer } from '../accounts/viewer.ts';
import type { Database } from '../database/database.ts';
import { Prisma } from '../generated/prisma/client.ts';
import { type Page, type PageRequest, pageOf, pageQuery } from '../database/page.ts';
import { ConflictError, messageOf, NotFoundError } from '../errors.ts';
import type { EventBus } from '../events/event-bus.ts';
import type { Logger } from '../log.ts';
import { parseInput } from '../parse-input.ts';
import type { Language } from './text/analysis.ts';
import { english } from './text/english.ts';
import { createFactKeeper, type KeepFact } from './facts/fact-keeper.ts';
import { createFactStore } from './facts/fact-store.ts';
import type { ExplainedHit, Memory, MemoryInput, MemoryVersion } from './memory.ts';
import { MEMORY_TOPIC, type MemoryCatchUp, startMemoryCatchUp } from './upkeep/memory-catch-up.ts';
import { checkMemory, type MemoryCheck, type OnProgress } from './upkeep/memory-check.ts';
import type { MemoryChange } from './engine/memory-engine.ts';
import { memoryInput, memoryKey, memoryTag, namespaceName, recallQuery } from './memory-input.ts';
import { createMemoryStore, type MemoryToStore, readRow } from './memory-store.ts';
import type { QueryMeaning } from './vectors/query-meaning.ts';
import type { RebuildableEngine } from './engine/rebuildable-engine.ts';
import { recallFromRecord } from './database-recall.ts';

/** What is to be recalled. */
export interface RecallRequest {
  readonly query: string;
  /** Left out: the default one. */
  readonly namespace?: string | undefined;
  /** 1 to 100. */
  readonly limit: number;
  /** Only among memories that have it. */
  readonly tag?: string | null | undefined;
  /** Whether the query is a message, rather than a search: then stop words alone bring nothing back. @default false */
  readonly isMessage?: boolean | undefined;
}

/** What LEX keeps for each viewer. Somebody else's memories are as if they weren't there, and so are expired ones. */
export interface MemoryService {
  /**
   * Keeps a memory; the same key again replaces it. It is recalled from the moment this returns.
   *
   * @throws {BadUserInputError}
   */
  remember(viewer: Pick<Viewer, 'id'>, input: MemoryInput): Promise<Memory>;
  /** As `remember`, for 1 to 10,000 at once: all or none. Of several with one key the last counts. */
  rememberMany(viewer: Pick<Viewer, 'id'>, inputs: readonly MemoryInput[]): Promise<Memory[]>;
  /** Keeps what was said in a chat, beside what is known: see fact-keeper.ts. */
  keepFact: KeepFact;
  /**
   * Whether a memory stays when the conversation it was drawn from is deleted.
   *
   * @throws {NotFoundError} @throws {ConflictError} when it isn't to stay, but has no conversation it could go with
   */
  keep(viewer: Pick<Viewer, 'id'>, id: string, kept: boolean): Promise<Memory>;
  /** @throws {BadUserInputError} */
  byKey(viewer: Pick<Viewer, 'id'>, namespace: string, key: string): Promise<Memory | undefined>;
  /** In the order of the ids. */
  byIds(viewer: Pick<Viewer, 'id'>, ids: readonly string[]): Promise<(Memory | undefined)[]>;
  /** What was drawn from each message, oldest first. */
  bySourceMessages(viewer: Pick<Viewer, 'id'>, messageIds: readonly string[]): Promise<Memory[][]>;
  /** What each memory said before, newest first. */
  histories(viewer: Pick<Viewer, 'id'>, memoryIds: readonly string[]): Promise<MemoryVersion[][]>;
  /** Newest first. @throws {BadUserInputError} */
  list(viewer: Pick<Viewer, 'id'>, filter: MemoryFilter & { page: PageRequest }): Promise<Page<Memory>>;
  count(viewer: Pick<Viewer, 'id'>, filter: MemoryFilter): Promise<number>;
  /**
   * What a text brings back, best first. What this process has written is in it.
   *
   * @param options.limit 1 to 100
   */
  recall(viewer: Pick<Viewer, 'id'>, options: RecallRequest): Promise<ExplainedHit[]>;
  /** Tells the engines that the record was changed beside this service, and waits for this process's own. */
  changed(): Promise<void>;
  /** See memory-catch-up.ts. @throws {ConflictError} when that is under way already */
  rebuild(options: { signal: AbortSignal; onProgress: OnProgress }): Promise<void>;
  /** See memory-check.ts. Without an owner it looks at everybody's. */
  check(options: { ownerId: string | undefined; signal: AbortSignal; onProgress: OnProgress }): Promise<MemoryCheck>;
  /** True if there was such a memory. */
  forget(viewer: Pick<Viewer, 'id'>, namespace: string, key: string): Promise<boolean>;
  /** Empties a namespace; answers how many memories it held. */
  forgetAll(viewer: Pick<Viewer, 'id'>, namespace: string): Promise<number>;
  /** Answers how many of these there were. */
  forgetByIds(viewer: Pick<Viewer, 'id'>, ids: readonly string[]): Promise<number>;
  /** Forgets what was drawn from messages that are no more, unless it is kept. Answers how many there were. */
  forgetOrphans(viewer: Pick<Viewer, 'id'>): Promise<number>;

  /** Deletes what has expired, and what was drawn from messages that are no more: done by itself twice a minute. */
  sweep(): Promise<void>;
  /**
   * Brings the engine up to the record, and keeps it there. Where that takes long, it goes on in the background, and
   * recall looks into the record meanwhile.
   */
  start(): Promise<void>;
  /** Resolves when the engine can be read. */
  probe(): Promise<void>;
  close(): Promise<void>;
}

export interface MemoryFilter {
  readonly namespace: string;
  readonly tag?: string | null | undefined;
}

const DEFAULT_NAMESPACE = 'default';
/** What was drawn from a message that is gone. It has an index of its own. */
const ORPHANED = Prisma.sql`NOT "kept" AND "sourceMessageId" IS NULL`;
const MOST_AT_ONCE = 10_000;
/** A start waits so long for the engine to catch up, in milliseconds. */
const START_WAIT_MS = 2_000;
const SWEEP_MS = 30_000;

const keyed = z.object({ namespace: namespaceName, key: memoryKey });
const filtered = z.object({ namespace: namespaceName, tag: memoryTag.nullish() });
const limitOfRecall = z.number().int().min(1, 'takes 1 to 100').max(100, 'takes 1 to 100');
const batch = z.array(memoryInput).min(1, 'takes 1 to 10,000 memories').max(MOST_AT_ONCE, 'takes 1 to 10,000 memories');

export function createMemoryService(deps: {
  database: Database;
  engine: RebuildableEngine;
  /** That of the engine. */
  language?: Language;
  /** Left out: words alone bring memories back. */
  meaning?: QueryMeaning | undefined;
  events: EventBus;
  log: Logger;
}): MemoryService {
  const { database, engine, language = english, meaning, events, log } = deps;
  const { prisma } = database;
  const store = createMemoryStore(database);
  const facts = createFactStore(database);
  let catchUp: MemoryCatchUp | undefined;
  let sweeper: NodeJS.Timeout | undefined;

  /** The record has it: the engine follows at once, or, if it can't just now, in the background. */
  async function written(changes: readonly MemoryChange[] = []): Promise<void> {
    const caughtUp = catchUp?.wrote(changes);
    events.publish(MEMORY_TOPIC, { key: 'changed' });
    await caughtUp?.catch((error: unknown) => {
      log.warn({ reason: messageOf(error) }, 'memory could not catch up with a write, and tries again');
    });
  }

  async function put(viewer: Pick<Viewer, 'id'>, inputs: readonly MemoryToStore[]): Promise<Memory[]> {
    const stored = await store.put(viewer.id, [...lastOfEachKey(inputs)]);
    await written(stored);
    return stored.map(({ memory }) => memory);
  }

  /** Answers how many memories the viewer has lost by it. */
  async function remove(condition: Prisma.Sql): Promise<number> {
    const { count, alive } = await store.delete(condition);
    if (count > 0) await written();
    return alive;
  }

  const sweepInBackground = () => {
    service
      .sweep()
      .catch((error: unknown) => log.warn({ reason: messageOf(error) }, 'expired memories could not be deleted'));
  };

  const service: MemoryService = {
    async remember(viewer, input) {
      const [memory] = await put(viewer, [toStore(parseInput(memoryInput, input))]);
      if (!memory) throw new Error('A memory was stored, but not returned.');
      return memory;
    },
    async rememberMany(viewer, inputs) {
      const { input } = parseInput(z.object({ input: batch }), { input: inputs });
      return put(viewer, input.map(toStore));
    },
    keepFact: createFactKeeper({
      store: facts,
      recall: (viewer, options) => service.recall(viewer, options),
      forgetExpired: (id) => remove(Prisma.sql`"id" = ${id}::uuid AND "expiresAt" <= now()`),
      written,
    }),
    async keep(viewer, id, kept) {
      const [memory] = await service.byIds(viewer, [id]);
      if (!memory) throw new NotFoundError('memory');
      const { count } = await prisma.memory.updateMany({
        // One that has no source would be an orphan, and be forgotten at once.
        where: { id, ownerId: viewer.id, ...(kept ? {} : { sourceMessageId: { not: null } }) },
        data: { kept },
      });
      if (count > 0) return { ...memory, kept };
      throw new ConflictError('This memory has no conversation that it could go with: forget it instead.');
    },
    async byKey(viewer, rawNamespace, rawKey) {
      const { namespace, key } = parseInput(keyed, { namespace: rawNamespace, key: rawKey });
      const row = await prisma.memory.findFirst({ where: { ownerId: viewer.id, namespace, key, ...notExpired() } });
      return row ? readRow(row) : undefined;
    },
    async byIds(viewer, ids) {
      const memories = await store.byIds(viewer.id, ids);
      const now = new Date();
      const byId = new Map(memories.map((memory) => [memory.id, memory]));
      return ids.map((id) => {
        const memory = byId.get(id);
        return memory && isAlive(memory, now) ? memory : undefined;
      });
    },
    async bySourceMessages(viewer, messageIds) {
      const rows = await prisma.memory.findMany({
        where: { ownerId: viewer.id, sourceMessageId: { in: [...messageIds] }, ...notExpired() },
        orderBy: { number: 'asc' },
      });
      return messageIds.map((id) => rows.filter(({ sourceMessageId }) => sourceMessageId === id).map(readRow));
    },
    histories: (viewer, memoryIds) => facts.versions(viewer.id, memoryIds),
    async list(viewer, { page, ...filter }) {
      const { where, direction, take } = pageQuery(page, 'descending');
      const rows = await prisma.memory.findMany({
        where: { ...whereOf(viewer, filter), number: where },
        orderBy: { number: direction },
        take,
      });
      return pageOf(rows.map(readRow), page);
    },
    async count(viewer, filter) {
      return prisma.memory.count({ where: whereOf(viewer, filter) });
    },
    async recall(viewer, options) {
      const schema = z.object({
        query: recallQuery,
        namespace: namespaceName,
        limit: limitOfRecall,
        tag: memoryTag.nullish(),
      });
      const asked = { ...options, namespace: options.namespace ?? DEFAULT_NAMESPACE };
      const { query, namespace, limit, tag } = parseInput(schema, asked);
      if (!catchUp?.hasCaughtUp) {
        const where = whereOf(viewer, { namespace, tag });
        const { isMessage } = options;
        return recallFromRecord(database, language, viewer, { query, where, limit, isMessage, now: new Date() });
      }
      const meant = await meaning?.of(query);
      const { isMessage } = options;
      const found = { limit, now: new Date(), meaning: meant, tag: tag ?? undefined, isMessage };
      const hits = engine.recall({ ownerId: viewer.id, namespace }, query, found);
      if (hits.length === 0) return [];
      // The contents come from the record: an engine that is behind can bring back what is gone, but not show it.
      const memories = await service.byIds(
        viewer,
        hits.map(({ memoryId }) => memoryId),
      );
      return hits.flatMap(({ score, reasons, scoring }, index) => {
        const memory = memories[index];
        return memory ? [{ memory, score, reasons, scoring }] : [];
      });
    },
    async forget(viewer, rawNamespace, rawKey) {
      const { namespace, key } = parseInput(keyed, { namespace: rawNamespace, key: rawKey });
      const count = await remove(
        Prisma.sql`"ownerId" = ${viewer.id}::uuid AND "namespace" = ${namespace} AND "key" = ${key}`,
      );
      return count > 0;
    },
    async forgetAll(viewer, rawNamespace) {
      const { namespace } = parseInput(z.object({ namespace: namespaceName }), { namespace: rawNamespace });
      return remove(Prisma.sql`"ownerId" = ${viewer.id}::uuid AND "namespace" = ${namespace}`);
    },
    async forgetByIds(viewer, ids) {
      if (ids.length === 0) return 0;
      return remove(Prisma.sql`"ownerId" = ${viewer.id}::uuid AND "id" = ANY(${[...ids]}::uuid[])`);
    },
    forgetOrphans: (viewer) => remove(Prisma.sql`"ownerId" = ${viewer.id}::uuid AND ${ORPHANED}`),
    async sweep() {
      await remove(Prisma.sql`"expiresAt" <= now()`);
      // Those of a conversation whose deletion was cut short.
      await remove(ORPHANED);
    },
    changed: written,
    async rebuild(options) {
      if (!catchUp) throw new Error('Memory was not started.');
      await catchUp.rebuild(options);
    },
    check: (options) => checkMemory({ store, engine, caughtUp: async () => catchUp?.now() }, options),
    async start() {
      catchUp = startMemoryCatchUp({ store, engine, events, log });
      const caughtUp = catchUp.now();
      await Promise.race([caughtUp, sleep(START_WAIT_MS, undefined, { ref: false })]);
      if (!catchUp.hasCaughtUp) {
        log.info('memory is still being read from the database: until it is, recall looks there');
        caughtUp.catch((error: unknown) => log.warn({ reason: messageOf(error) }, 'memory could not catch up'));
      }
      sweeper = setInterval(sweepInBackground, SWEEP_MS);
      sweeper.unref();
    },
    probe: async () => void engine.lastSequence,
    async close() {
      clearInterval(sweeper);
      meaning?.close();
      await catchUp?.close();
    },
  };
  return service;
}

function toStore(input: z.infer<typeof memoryInput>): MemoryToStore {
  // Ids that were made one after the other stand beside each other in indexes: a batch then writes a quarter fewer pages.
  const id = newId();
  return {
    id,
    namespace: input.namespace ?? DEFAULT_NAMESPACE,
    key: input.key ?? id,
    content: input.content,
    group: input.group ?? null,
    tags: [...new Set(input.tags ?? [])],
    metadata: input.metadata ?? null,
    expiresAt: input.expiresAt ?? null,
  };
}

function lastOfEachKey(memories: readonly MemoryToStore[]): Iterable<MemoryToStore> {
  return new Map(memories.map((memory) => [JSON.stringify([memory.namespace, memory.key]), memory])).values();
}

function notExpired(): Prisma.MemoryWhereInput {
  return { OR: [{ expiresAt: null }, { expiresAt: { gt: new Date() } }] };
}

function isAlive({ expiresAt }: Memory, now: Date): boolean {
  return expiresAt === undefined || expiresAt > now;
}

function whereOf(viewer: Pick<Viewer, 'id'>, filter: MemoryFilter): Prisma.MemoryWhereInput {
  const { namespace, tag } = parseInput(filtered, { namespace: filter.namespace, tag: filter.tag });
  return { ownerId: viewer.id, namespace, ...(tag == null ? {} : { tags: { has: tag } }), ...notExpired() };
}
