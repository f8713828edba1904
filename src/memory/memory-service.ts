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
import type { MemoryEngine } from './engine/memory-engine.ts';
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
import { createPartitionComparison } from './partitions/compare-partitions.ts';
import { createPartitions } from './partitions/partitions.ts';
import { createReading } from './reading.ts';
import { createRecalling } from './recalling.ts';
import { createRemembering } from './remembering.ts';
import { createMemoryChangeStore } from './store/memory-change-store.ts';
import { createMemoryReadStore, type MemoryFilter } from './store/memory-read-store.ts';
import { createMemoryWriteStore } from './store/memory-write-store.ts';
import { createPartitionUpkeep, type PartitionUpkeep } from './upkeep/partition-upkeep.ts';
import type { QueryMeaning } from './vectors/query-meaning.ts';

/** What LEX remembers for each owner. For everybody else these memories don't exist, nor do those that have expired. */
export interface MemoryService extends PartitionUpkeep {
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

  /**
   * Something else than this service has changed an owner's memories: tells the partitions, and waits for this one's.
   */
  changed(ownerId: string): Promise<void>;
  /**
   * Deletes everybody's memories that have expired, or were extracted from messages that are gone. The service does so
   * itself twice a minute.
   */
  sweep(): Promise<void>;
  /** Resolves when the engine can be read. */
  probe(): Promise<void>;
  /** Begins what is repeated. Nothing is done for owners before somebody asks for their memories. */
  start(): void;
  close(): Promise<void>;
}

const SWEEP_MS = 30_000;
const COMPARE_MS = 10_000;

export function createMemoryService(deps: {
  database: Database;
  engine: MemoryEngine;
  /** How much of the disk the engine may take. */
  mostBytes: number;
  /** The language of the engine. */
  language?: Language;
  /** Left out: words alone bring memories back. */
  meaning?: QueryMeaning | undefined;
  events: EventBus;
  journal: ChangeJournal;
  /** Told of each recall, and of what becomes of partitions. Left out: nobody is. */
  observe?: Pick<Metrics, 'recall' | 'partition'> | undefined;
  schedules: Schedules;
  log: Logger;
}): MemoryService {
  const { database, engine, language = english, meaning, journal, schedules, observe, log } = deps;
  const facts = createFactStore(database);
  const reads = createMemoryReadStore(database);
  const writes = createMemoryWriteStore(database);
  const store = createMemoryChangeStore(database);
  const partitions = createPartitions({ ...deps, store, observe: observe?.partition });
  const reading = createReading({ memories: reads, facts });
  const remembering = createRemembering({ memories: writes, reading, partitions, journal });
  const recalling = createRecalling({
    engine,
    partitions,
    memories: reads,
    reading,
    language,
    meaning,
    observe: observe?.recall,
  });
  const repeated: RepeatedWork[] = [];

  return {
    ...reading,
    ...remembering,
    ...recalling,
    ...createPartitionUpkeep({ store, engine, partitions }),
    keepFact: createFactKeeper({ facts, memories: writes, recalling, partitions, journal }),
    changed: (ownerId) => partitions.wrote(ownerId),
    start() {
      repeated.push(
        schedules.repeat({
          name: 'expired memories',
          does: 'Deletes memories that have expired, or were extracted from messages that are gone.',
          everyMs: SWEEP_MS,
          work: remembering.sweep,
          failed: (error) => log.warn({ reason: messageOf(error) }, 'expired memories could not be deleted'),
        }),
        schedules.repeat({
          name: 'partitions of memory',
          does: 'Compares partitions of memory with the database, and drops those for which there is no room.',
          everyMs: COMPARE_MS,
          work: createPartitionComparison({ store, engine, partitions }),
          failed: (error) => log.warn({ reason: messageOf(error) }, 'partitions of memory could not be compared'),
        }),
      );
    },
    probe: async () => void engine.stats(),
    async close() {
      for (const each of repeated) await each.close();
      meaning?.close();
      await partitions.close();
    },
  };
}
