import type { Owner } from '../accounts/viewer.ts';
import type { ChangeJournal } from '../cache/change-journal.ts';
import type { Database } from '../database/database.ts';
import type { Count, Page, PageRequest } from '../database/page.ts';
import { messageOf } from '../errors.ts';
import type { EventBus } from '../events/event-bus.ts';
import type { Language } from '../language/terms/analysis.ts';
import { english } from '../language/terms/english.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { RepeatedWork } from '../time/repeat-every.ts';
import type { Schedules } from '../time/schedules.ts';
import type { RebuildableEngine } from './engine/rebuildable-engine.ts';
import { createFactKeeper, type KeepFact } from './facts/fact-keeper.ts';
import { createFactStore } from './facts/fact-store.ts';
import type {
  ExplainedHit,
  ForgottenMemories,
  Memory,
  MemoryInput,
  MemoryName,
  MemoryNamespace,
  MemoryVersion,
  RecallRequest,
} from './memory.ts';
import { createReading } from './reading.ts';
import { createRecalling } from './recalling.ts';
import { createRemembering } from './remembering.ts';
import { createMemoryChangeStore } from './store/memory-change-store.ts';
import { createMemoryReadStore, type MemoryFilter } from './store/memory-read-store.ts';
import { createMemoryWriteStore } from './store/memory-write-store.ts';
import { createMemoryProjection, type MemoryProjection } from './upkeep/memory-projection.ts';
import type { QueryMeaning } from './vectors/query-meaning.ts';

/** What LEX remembers for each owner. For everybody else these memories don't exist, nor do those that have expired. */
export interface MemoryService extends Pick<MemoryProjection, 'start' | 'rebuild' | 'check'> {
  /**
   * Stores a memory; the same key again replaces it. It is recalled from the moment this returns.
   *
   * @throws {BadUserInputError}
   */
  remember(owner: Owner, input: MemoryInput): Promise<Memory>;
  /**
   * As `remember`, for 1 to 10,000 at once: all or none. Of several with one key the last counts.
   *
   * @throws {BadUserInputError}
   */
  rememberMany(owner: Owner, inputs: readonly MemoryInput[]): Promise<Memory[]>;
  /**
   * As `rememberMany`, for parts of a document: nobody recalls them before the document is ready. The same keys again
   * replace them.
   *
   * @throws {BadUserInputError}
   */
  rememberParts(owner: Owner, documentId: string, inputs: readonly MemoryInput[]): Promise<void>;
  /** Deletes some parts of a document that isn't ready (any more). Answers how many; 0 when there are none left. */
  forgetParts(owner: Owner, documentId: string): Promise<number>;
  /** Stores what was said in a chat, unless it is known: see fact-keeper.ts. */
  keepFact: KeepFact;
  /**
   * Decides whether a memory stays when the conversation that it was extracted from is deleted.
   *
   * @throws {NotFoundError}
   * @throws {ConflictError} when it isn't to stay, but has no conversation that it could go with
   */
  keep(owner: Owner, id: string, kept: boolean): Promise<Memory>;
  /** In the order of the names. */
  byNames(owner: Owner, names: readonly MemoryName[]): Promise<(Memory | undefined)[]>;
  /** In the order of the ids. */
  byIds(owner: Owner, ids: readonly string[]): Promise<(Memory | undefined)[]>;
  /** What was extracted from each message, oldest first. */
  bySourceMessages(owner: Owner, messageIds: readonly string[]): Promise<Memory[][]>;
  /** What each memory said before, newest first. */
  histories(owner: Owner, memoryIds: readonly string[]): Promise<MemoryVersion[][]>;
  /**
   * Newest first.
   *
   * @throws {BadUserInputError}
   */
  list(owner: Owner, filter: MemoryFilter & { page: PageRequest }): Promise<Page<Memory>>;
  /** @throws {BadUserInputError} */
  count(owner: Owner, filter: MemoryFilter): Promise<Count>;
  /** The namespaces in which the owner has memories, by their names; of more than 1,000 the first ones. */
  namespaces(owner: Owner): Promise<MemoryNamespace[]>;
  /**
   * What a text brings back, best first. What this process has written is in it.
   *
   * @throws {BadUserInputError}
   */
  recall(owner: Owner, request: RecallRequest): Promise<ExplainedHit[]>;
  /** True if there was such a memory. */
  forget(owner: Owner, namespace: string, key: string): Promise<boolean>;
  /** Empties a namespace; answers how many memories it held. */
  forgetAll(owner: Owner, namespace: string): Promise<number>;
  /** @throws {NotFoundError} when there is no such memory */
  forgetById(owner: Owner, id: string): Promise<void>;
  /** Answers how many of these memories there were. */
  forgetByIds(owner: Owner, ids: readonly string[]): Promise<number>;
  /** Forgets what was extracted from messages that are gone, unless it is to stay. */
  forgetOrphans(owner: Owner): Promise<ForgottenMemories>;
  /** Deletes some memories of an owner, of whatever namespace. Answers how many; 0 when there are none left. */
  deleteSome(owner: Owner): Promise<number>;

  /** Tells the engines that something else than this service has changed the database, and waits for this process's. */
  changed(): Promise<void>;
  /**
   * Deletes everybody's memories that have expired, or were extracted from messages that are gone. The service does so
   * itself twice a minute.
   */
  sweep(): Promise<void>;
  /** Resolves when the engine can be read. */
  probe(): Promise<void>;
  close(): Promise<void>;
}

const SWEEP_MS = 30_000;

export function createMemoryService(deps: {
  database: Database;
  engine: RebuildableEngine;
  /** The language of the engine. */
  language?: Language;
  /** Left out: words alone bring memories back. */
  meaning?: QueryMeaning | undefined;
  events: EventBus;
  journal: ChangeJournal;
  /** Told of each recall. Left out: nobody is. */
  observe?: Metrics['recall'] | undefined;
  schedules: Schedules;
  log: Logger;
}): MemoryService {
  const { database, engine, language = english, meaning, events, journal, schedules, observe, log } = deps;
  const facts = createFactStore(database);
  const reads = createMemoryReadStore(database);
  const writes = createMemoryWriteStore(database);
  const projection = createMemoryProjection({ store: createMemoryChangeStore(database), engine, events, log });
  const reading = createReading({ memories: reads, facts });
  const remembering = createRemembering({ memories: writes, reading, projection, journal });
  const recalling = createRecalling({ engine, projection, memories: reads, reading, language, meaning, observe });
  let sweeping: RepeatedWork | undefined;

  return {
    ...reading,
    ...remembering,
    ...recalling,
    keepFact: createFactKeeper({ facts, memories: writes, recalling, projection, journal }),
    changed: () => projection.follow(),
    rebuild: (options) => projection.rebuild(options),
    check: (options) => projection.check(options),
    async start() {
      await projection.start();
      sweeping = schedules.repeat({
        name: 'expired memories',
        does: 'Deletes memories that have expired, or were extracted from messages that are gone.',
        everyMs: SWEEP_MS,
        work: remembering.sweep,
        failed: (error) => log.warn({ reason: messageOf(error) }, 'expired memories could not be deleted'),
      });
    },
    probe: async () => void engine.lastSequence,
    async close() {
      await sweeping?.close();
      meaning?.close();
      await projection.close();
    },
  };
}
