/** Why something of an archive isn't as it was there. */
export type LeftOutReason =
  /** A conversation or memory that can't be read, or of no known source. */
  | 'UNREADABLE'
  /** A conversation of too many bytes, levels or messages. */
  | 'TOO_LARGE'
  /** A conversation without a single message of a user or a model. */
  | 'EMPTY'
  /** A conversation for which its owner has no room; nothing of it is stored. */
  | 'NO_ROOM'
  /** A message under an id that another one of its conversation has, or that is none. */
  | 'ID'
  /** A message that follows itself, by whatever way. */
  | 'CYCLE'
  /** A message whose predecessor isn't there: it begins a branch. */
  | 'MISSING_PARENT'
  /** A text of which the end was left out. */
  | 'TOO_LONG'
  /** A text with characters that can't be stored, in whose place others are. */
  | 'CHARACTERS'
  /** An instant that can't be, in whose place another one is. */
  | 'DATE'
  /** A picture or a file of a message. */
  | 'ATTACHMENT'
  /** A memory that can't be stored as it is. */
  | 'MEMORY';

/** Some things of one conversation that were left out for one reason. */
export interface LeftOut {
  readonly reason: LeftOutReason;
  /** The title of the conversation, or where it stands in the archive. */
  readonly where: string;
  readonly count: number;
  /** The conversation here, if it was stored: its title goes from the report when it is deleted. */
  readonly conversationId?: string;
}

/** How many entries a report holds; the others are counted. */
const MOST_ENTRIES = 200;
const LONGEST_PLACE = 100;

/** Gathers what is left out of an archive, in bounded memory. */
export class LeftOutReport {
  readonly #entries = new Map<string, LeftOut>();
  readonly #counts = new Map<LeftOutReason, number>();
  #more = 0;
  #conversation = 0;
  /** What was added of the conversation that is being taken over. */
  #ofConversation: string[] = [];

  /** What is added from now on is of another conversation, be it of the same title. */
  begin(): void {
    this.#conversation++;
    this.#ofConversation = [];
  }

  /** Says of what was added since `begin` which conversation it has become. */
  belongsTo(conversationId: string): void {
    for (const name of this.#ofConversation) {
      const entry = this.#entries.get(name);
      if (entry) this.#entries.set(name, { ...entry, conversationId });
    }
  }

  /** @param where a title as the archive has it */
  add(reason: LeftOutReason, where: string, count = 1): void {
    if (count === 0) return;
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + count);
    const place = storable(where.slice(0, LONGEST_PLACE)).trim();
    const name = `${this.#conversation} ${reason} ${place}`;
    const known = this.#entries.get(name);
    if (known || this.#entries.size < MOST_ENTRIES) {
      this.#entries.set(name, { reason, where: place, count: (known?.count ?? 0) + count });
      if (!known) this.#ofConversation.push(name);
    } else {
      this.#more += count;
    }
  }

  /** How much for each reason, the entries, and how much stands in none of them. */
  end(): { readonly counts: Record<string, number>; readonly leftOut: readonly LeftOut[]; readonly more: number } {
    return { counts: Object.fromEntries(this.#counts), leftOut: [...this.#entries.values()], more: this.#more };
  }
}

/** A text with U+FFFD for what PostgreSQL and UTF-8 can't hold: NUL, and halves of surrogate pairs. */
export function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD').toWellFormed();
}
