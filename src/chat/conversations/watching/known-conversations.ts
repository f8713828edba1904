import type { ConversationVersion } from './conversation-version-store.ts';
import { forgetFirst } from './forget-first.ts';

/** What is known of a conversation that is there. */
interface Known {
  readonly version: string;
  /** Whether the watcher has told of this version, rather than found it when it began. */
  readonly told: boolean;
}

/**
 * What the watcher of a list of conversations knows: the versions of the newest ones and of those that it has told of,
 * and which have gone. Of each it holds twice as many as are compared at most.
 */
export class KnownConversations {
  readonly #known = new Map<string, Known>();
  readonly #gone = new Set<string>();
  readonly #compared: number;
  /** Below this activity the list goes on with conversations that aren't known; undefined: there are no more. */
  #end: bigint | undefined;

  /** @param compared how many of the newest conversations a listing has, if there are as many */
  constructor(compared: number, newest: readonly ConversationVersion[]) {
    this.#compared = compared;
    this.takeListing(newest, () => true);
  }

  /** Takes notice of which are the newest now. What is known of them stays; the others are known as they are listed. */
  takeListing(newest: readonly ConversationVersion[], isThere: (id: string) => boolean): void {
    // The newest is set last: those that were set first are the first to be forgotten.
    for (const { id, version } of [...newest].reverse()) {
      if (isThere(id)) this.#set(id, this.#known.get(id) ?? { version, told: false });
    }
    this.#end = newest.length < this.#compared ? undefined : newest.at(-1)?.activity;
  }

  get(id: string): Known | undefined {
    return this.#known.get(id);
  }

  get ids(): string[] {
    return [...this.#known.keys()];
  }

  /** Whether there may be conversations that aren't known. */
  get hasOlder(): boolean {
    return this.#end !== undefined;
  }

  /** Whether one with this activity stood below the last listing. */
  isOlder(activity: bigint): boolean {
    return this.#end !== undefined && activity < this.#end;
  }

  tell(id: string, version: string): void {
    this.#set(id, { version, told: true });
  }

  /** @returns false when that was known */
  tellGone(id: string): boolean {
    if (this.#gone.has(id)) return false;
    this.#known.delete(id);
    this.#gone.add(id);
    forgetFirst(this.#gone, 2 * this.#compared);
    return true;
  }

  #set(id: string, known: Known): void {
    this.#known.delete(id);
    this.#known.set(id, known);
    forgetFirst(this.#known, 2 * this.#compared);
  }
}
