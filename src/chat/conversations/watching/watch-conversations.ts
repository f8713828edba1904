import type { EventBus } from '../../../events/event-bus.ts';
import { EventReader } from '../../../events/event-reader.ts';
import type { Conversation } from '../conversation.ts';
import { type ConversationsEvent, conversationsTopic } from './conversation-events.ts';
import type { ConversationVersion, ConversationVersionStore } from './conversation-version-store.ts';
import { KnownConversations } from './known-conversations.ts';

/** What has become of a conversation in its owner's list. */
export type ConversationsChange =
  | { readonly kind: 'ADDED' | 'CHANGED'; readonly id: string; readonly conversation: Conversation }
  | { readonly kind: 'GONE'; readonly id: string; readonly conversation: null };

/** How many of the conversations that were last spoken in are compared after events were missed. */
const COMPARED = 50;
/**
 * How long without an event until they are compared anyway: a process may have died between a change and telling it.
 * That is rare; where the bus knows that events were missed, it says so at once.
 */
const REREAD_MS = 30_000;

interface Watching {
  readonly ownerId: string;
  readonly versions: ConversationVersionStore;
  readonly known: KnownConversations;
}

/**
 * What changes in an owner's list of conversations, from when this resolves: which are begun, which get another title,
 * other settings or another newest message, and which are deleted.
 *
 * After missed events it compares the newest conversations with what it knows, and tells what is different, the last
 * spoken in last. One that it doesn't know then was begun, or is an older one that was spoken in again: it is ADDED.
 *
 * @param options.rereadMs how long without an event until it compares anyway. @default half a minute
 */
export async function watchConversations(options: {
  ownerId: string;
  versions: ConversationVersionStore;
  events: EventBus;
  signal: AbortSignal;
  rereadMs?: number;
}): Promise<AsyncGenerator<ConversationsChange>> {
  const { ownerId, versions, events, signal, rereadMs = REREAD_MS } = options;
  const changes = events.subscribe(conversationsTopic(ownerId), { signal });
  try {
    const known = new KnownConversations(COMPARED, await versions.newestVersions(ownerId, COMPARED));
    return changesOfList(changes, { ownerId, versions, known }, { signal, rereadMs });
  } catch (error) {
    await changes.return?.();
    throw error;
  }
}

async function* changesOfList(
  subscribed: AsyncIterableIterator<ConversationsEvent>,
  watching: Watching,
  { signal, rereadMs }: { readonly signal: AbortSignal; readonly rereadMs: number },
): AsyncGenerator<ConversationsChange> {
  const { ownerId, versions, known } = watching;
  const changes = new EventReader(subscribed);
  try {
    for (;;) {
      const next = await changes.nextWithin(rereadMs);
      if (next === 'closed' || signal.aborted) return;
      const { conversationId: id, begun = false } = next === 'quiet' ? {} : next;
      if (id === undefined) yield* await compare(watching);
      else {
        const [found] = await versions.withVersions(ownerId, [id]);
        const change = found ? changeOf(found, known, begun) : goneUnlessKnown(id, known);
        if (change) yield change;
      }
    }
  } finally {
    await subscribed.return?.();
  }
}

/** What an event tells, unless that is known: it may also come after a comparison has told of its change. */
function changeOf(
  found: Conversation & ConversationVersion,
  known: KnownConversations,
  begun: boolean,
): ConversationsChange | undefined {
  const { id, version } = found;
  const before = known.get(id);
  if (before?.told && before.version === version) return undefined;
  // Where all that there were are known, one that isn't known is new.
  const isNew = begun ? !before?.told : !before && !known.hasOlder;
  known.tell(id, version);
  return { kind: isNew ? 'ADDED' : 'CHANGED', id, conversation: found };
}

function goneUnlessKnown(id: string, known: KnownConversations): ConversationsChange | undefined {
  return known.tellGone(id) ? { kind: 'GONE', id, conversation: null } : undefined;
}

async function compare({ ownerId, versions, known }: Watching): Promise<ConversationsChange[]> {
  const newest = await versions.newestVersions(ownerId, COMPARED);
  const listed = new Set(newest.map(({ id }) => id));
  const different = newest.filter(({ id, version, activity }) => {
    const before = known.get(id);
    // When others are deleted, older ones come into the listing though nothing has become of them.
    return before ? before.version !== version : !known.isOlder(activity);
  });
  const unlisted = known.ids.filter((id) => !listed.has(id));
  const asked = [...different.map(({ id }) => id), ...unlisted];
  const rows = asked.length > 0 ? await versions.withVersions(ownerId, asked) : [];
  const found = new Set(rows.map(({ id }) => id));
  const gone = unlisted.flatMap((id) => (found.has(id) ? [] : (goneUnlessKnown(id, known) ?? [])));
  const changed = rows
    .filter(({ id, version }) => known.get(id)?.version !== version)
    .sort((one, other) => (one.activity < other.activity ? -1 : 1))
    .map((row): ConversationsChange => {
      const kind = known.get(row.id) ? 'CHANGED' : 'ADDED';
      known.tell(row.id, row.version);
      return { kind, id: row.id, conversation: row };
    });
  known.takeListing(newest, (id) => found.has(id) || !asked.includes(id));
  return [...gone, ...changed];
}
