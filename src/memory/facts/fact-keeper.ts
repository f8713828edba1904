import { createHash } from 'node:crypto';
import type { Owner } from '../../accounts/viewer.ts';
import type { ChangeJournal } from '../../cache/change-journal.ts';
import { ConflictError } from '../../errors.ts';
import type { RecallHit, RecallRequest } from '../memory.ts';
import type { Partitions } from '../partitions/partitions.ts';
import type { MemoryWriteStore } from '../store/memory-write-store.ts';
import { EXTRACTED_KEY, EXTRACTED_NAMESPACE, type ExtractedFact, type ExtractionOutcome } from './extracted-fact.ts';
import type { FactStore, SeenMemory } from './fact-store.ts';
import { looksSecret } from './secret-text.ts';

/** Stores a fact that was extracted from a chat, next to what is known already. */
export type KeepFact = (owner: Owner, fact: ExtractedFact) => Promise<ExtractionOutcome>;

/** How often a fact is compared again because others changed the same memory. Each time one of them succeeds. */
const MOST_TRIES = 20;
/** How many memories are looked at for one that says the same. */
const CANDIDATES = 5;

/**
 * Compares a fact with what is known, and adds it, replaces an earlier one with it, or leaves everything as it is.
 *
 * The same call twice, also at the same time or after a crash in the middle, leaves one memory and at most one entry of
 * its history: the key follows from what is said, and each write is conditional on the row as it was read. An older
 * message never replaces what a newer one said, in whatever order their jobs run.
 */
export function createFactKeeper(deps: {
  facts: FactStore;
  memories: Pick<MemoryWriteStore, 'deleteSpent'>;
  recalling: { recall(owner: Owner, request: RecallRequest): Promise<RecallHit[]> };
  partitions: Pick<Partitions, 'wrote'>;
  journal: ChangeJournal;
}): KeepFact {
  const { facts, memories, recalling, partitions, journal } = deps;

  /** The memory that says the same, or the one that the fact replaces, or the key under which it can be stored. */
  async function findPlace(owner: Owner, fact: ExtractedFact): Promise<{ key: string; seen: SeenMemory | undefined }> {
    const replaced = fact.replaces ? await facts.byId(owner.id, fact.replaces) : undefined;
    if (replaced && isExtracted(replaced)) return { key: replaced.memory.key, seen: replaced };
    const key = keyOf(fact);
    const known = await facts.byKey(owner.id, key);
    if (known && (fact.subject !== undefined || saysTheSame(known, fact))) return { key, seen: known };
    const same = await findSame(owner, fact);
    if (same) return { key: same.memory.key, seen: same };
    if (!known) return { key, seen: undefined };
    // The memory under that key once said this fact, and has said something else since: it stays as it is.
    const other = `${key}/${fact.source.messageId}`;
    return { key: other, seen: await facts.byKey(owner.id, other) };
  }

  async function findSame(owner: Owner, fact: ExtractedFact): Promise<SeenMemory | undefined> {
    const request = { query: fact.content, namespace: EXTRACTED_NAMESPACE, limit: CANDIDATES };
    const hits = await recalling.recall(owner, request);
    const same = hits.find((hit) => saysTheSame(hit, fact));
    return same && facts.byId(owner.id, same.memory.id);
  }

  /** One try; undefined when somebody else was faster. */
  async function tryToKeep(owner: Owner, fact: ExtractedFact): Promise<ExtractionOutcome | undefined> {
    const { key, seen } = await findPlace(owner, fact);
    const toStore = { content: fact.content, kept: fact.isAsked, source: fact.source };
    if (!seen) {
      const added = await facts.insert(owner.id, key, toStore);
      return added && { kind: 'added', memoryId: added.id };
    }
    const { id, expiresAt } = seen.memory;
    if (expiresAt && expiresAt <= new Date()) {
      const { count } = await memories.deleteSpent({ ownerId: owner.id, ids: [id] });
      if (count > 0) await partitions.wrote(owner.id);
      return undefined;
    }
    if (saysTheSame(seen, fact)) {
      if (isExtracted(seen) && isLater(fact, seen) && !(await facts.confirm(seen, toStore))) return undefined;
      return { kind: 'left', memoryId: id };
    }
    if (!isLater(fact, seen)) return { kind: 'left', memoryId: id };
    const replaced = await facts.replace(seen, toStore);
    return replaced && { kind: 'replaced', memoryId: replaced.id };
  }

  return async (owner, fact) => {
    if (looksSecret(fact.content)) return { kind: 'refused' };
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const outcome = await tryToKeep(owner, fact);
      if (!outcome) continue;
      // Also one that is left: a later message that says the same becomes its source.
      await journal.record(owner.id, ['Memory']);
      if (outcome.kind === 'added' || outcome.kind === 'replaced') await partitions.wrote(owner.id);
      return outcome;
    }
    throw new ConflictError('The message that says this was deleted, or its memory is changed all the time.');
  };
}

/** Facts about one subject share a key; so do facts without a subject that say the same. */
function keyOf({ content, subject }: ExtractedFact): string {
  return EXTRACTED_KEY + (subject === undefined ? hashOf(sameText(content)) : hashIfLong(subject));
}

/** Chat never changes what an app, or another feature, has stored under a key of its own. */
function isExtracted({ memory: { namespace, key } }: SeenMemory): boolean {
  return namespace === EXTRACTED_NAMESPACE && key.startsWith(EXTRACTED_KEY);
}

/** Whether a fact was said later than what a memory says. */
function isLater({ source }: ExtractedFact, { memory, sourceNumber }: SeenMemory): boolean {
  return sourceNumber === undefined ? source.createdAt > memory.updatedAt : source.number > sourceNumber;
}

function saysTheSame({ memory }: Pick<SeenMemory, 'memory'>, { content }: ExtractedFact): boolean {
  return sameText(memory.content) === sameText(content);
}

/** The same for texts that differ only in case, punctuation and white space; "C#" differs from "C". */
function sameText(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s.,;:!?…"'“”‘’ʼʻ«»()、。]+/gu, ' ')
    .trim();
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}

/** A subject can be read in the key, unless it is too long for one. */
function hashIfLong(subject: string): string {
  return subject.length <= 80 ? subject : hashOf(subject);
}
