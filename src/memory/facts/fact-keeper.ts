import { createHash } from 'node:crypto';
import type { Viewer } from '../../accounts/viewer.ts';
import { ConflictError } from '../../errors.ts';
import { DRAWN_KEY, DRAWN_NAMESPACE, type DrawnFact, type DrawnOutcome } from './extracted-fact.ts';
import type { FactStore, SeenMemory } from './fact-store.ts';
import type { RecallHit } from '../memory.ts';
import { looksSecret } from './secret-text.ts';

/** Keeps facts that were drawn from chat, each beside what is known already. */
export type KeepFact = (viewer: Pick<Viewer, 'id'>, fact: DrawnFact) => Promise<DrawnOutcome>;

/** How often it is looked again when others change the same memory; each time one of them gets on. */
const MOST_TRIES = 20;
const CANDIDATES = 5;

/**
 * Compares a fact with what is known, and adds it, puts it in the place of what it replaces, or leaves all as it is.
 *
 * The same call twice, also at the same time or after a crash in the middle, leaves one memory and at most one entry of
 * its history: keys follow from what is said, and each write asks for the row as it was read. What an older message says
 * never takes the place of what a newer one said, in whatever order their jobs run.
 */
export function createFactKeeper(deps: {
  store: FactStore;
  recall(viewer: Pick<Viewer, 'id'>, options: { query: string; namespace: string; limit: number }): Promise<RecallHit[]>;
  /** Deletes a memory if it has expired. */
  forgetExpired(memoryId: string): Promise<unknown>;
  /** The record has changed. */
  written(): Promise<void>;
}): KeepFact {
  const { store, recall, forgetExpired, written } = deps;

  /** The memory that says the same, or the one whose place the fact takes, or the key that is free for it. */
  async function findPlace(viewer: Pick<Viewer, 'id'>, fact: DrawnFact): Promise<{ key: string; seen: SeenMemory | undefined }> {
    const replaced = fact.replaces ? await store.byId(viewer.id, fact.replaces) : undefined;
    if (replaced && isDrawn(replaced)) return { key: replaced.memory.key, seen: replaced };
    const key = `${DRAWN_KEY}${fact.subject === undefined ? hashOf(sameText(fact.content)) : hashWhereLong(fact.subject)}`;
    const known = await store.byKey(viewer.id, key);
    if (known && (fact.subject !== undefined || saysTheSame(known, fact))) return { key, seen: known };
    const same = await findSame(viewer, fact);
    if (same) return { key: same.memory.key, seen: same };
    if (!known) return { key, seen: undefined };
    // The memory of that key once said this, and says something else since: it stays as it is.
    const other = `${key}/${fact.source.messageId}`;
    return { key: other, seen: await store.byKey(viewer.id, other) };
  }

  async function findSame(viewer: Pick<Viewer, 'id'>, fact: DrawnFact): Promise<SeenMemory | undefined> {
    const hits = await recall(viewer, { query: fact.content, namespace: DRAWN_NAMESPACE, limit: CANDIDATES });
    const same = hits.find((hit) => saysTheSame(hit, fact));
    return same && store.byId(viewer.id, same.memory.id);
  }

  /** One try; undefined when others were faster. */
  async function tryToKeep(viewer: Pick<Viewer, 'id'>, fact: DrawnFact): Promise<DrawnOutcome | undefined> {
    const { key, seen } = await findPlace(viewer, fact);
    const toStore = { content: fact.content, kept: fact.isAsked, source: fact.source };
    if (!seen) {
      const added = await store.insert(viewer.id, key, toStore);
      return added && { kind: 'added', memoryId: added.id };
    }
    const { id, expiresAt } = seen.memory;
    if (expiresAt && expiresAt <= new Date()) {
      await forgetExpired(id);
      return undefined;
    }
    if (saysTheSame(seen, fact)) {
      if (isDrawn(seen) && isLater(fact, seen) && !(await store.confirm(seen, toStore))) return undefined;
      return { kind: 'left', memoryId: id };
    }
    if (!isLater(fact, seen)) return { kind: 'left', memoryId: id };
    const replaced = await store.replace(seen, toStore);
    return replaced && { kind: 'replaced', memoryId: replaced.id };
  }

  return async (viewer, fact) => {
    if (looksSecret(fact.content)) return { kind: 'refused' };
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const outcome = await tryToKeep(viewer, fact);
      if (!outcome) continue;
      if (outcome.kind === 'added' || outcome.kind === 'replaced') await written();
      return outcome;
    }
    throw new ConflictError('The message that says this was deleted, or its memory is changed all the time.');
  };
}

/** What another feature or app keeps under a key of its own isn't chat's to change. */
function isDrawn({ memory: { namespace, key } }: SeenMemory): boolean {
  return namespace === DRAWN_NAMESPACE && key.startsWith(DRAWN_KEY);
}

/** Whether a fact was said after what a memory says was. */
function isLater({ source }: DrawnFact, { memory, sourceNumber }: SeenMemory): boolean {
  return sourceNumber === undefined ? source.createdAt > memory.updatedAt : source.number > sourceNumber;
}

function saysTheSame({ memory }: Pick<SeenMemory, 'memory'>, { content }: DrawnFact): boolean {
  return sameText(memory.content) === sameText(content);
}

/** Texts that differ in case, in the marks of sentences and in white space alone say the same; "C#" isn't "C". */
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
function hashWhereLong(subject: string): string {
  return subject.length <= 80 ? subject : hashOf(subject);
}
