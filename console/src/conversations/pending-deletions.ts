import type { Api } from '../api/api.ts';
import { apiErrorOf } from '../api/api-error.ts';
import { RemoveListedConversationDocument } from '../generated/graphql.ts';
import type { ConversationListStore } from './conversation-list-store.ts';

/**
 * Deletions that can still be taken back. The conversation is hidden at once, and deleted when that time is over, or
 * when the page is left: what was deleted must be deleted.
 */
export class PendingDeletions {
  readonly #api: Api;
  readonly #list: Pick<ConversationListStore, 'hide' | 'unhide' | 'change'>;
  readonly #pending = new Set<string>();

  constructor(api: Api, list: Pick<ConversationListStore, 'hide' | 'unhide' | 'change'>) {
    this.#api = api;
    this.#list = list;
  }

  begin(id: string): void {
    this.#pending.add(id);
    this.#list.hide(id);
    addEventListener('pagehide', this.#leave);
  }

  takeBack(id: string): void {
    if (!this.#settle(id)) return;
    this.#list.unhide(id);
  }

  /**
   * Deletes it, unless that was taken back or is done already. One that can't be deleted is shown again.
   *
   * @throws {ApiError}
   */
  async finish(id: string): Promise<void> {
    if (!this.#settle(id)) return;
    try {
      await this.#api.change(RemoveListedConversationDocument, { id }, { outlivesPage: true });
      this.#list.change({ kind: 'GONE', id });
    } catch (cause) {
      if (apiErrorOf(cause).code !== 'NOT_FOUND') throw cause;
      this.#list.change({ kind: 'GONE', id });
    } finally {
      this.#list.unhide(id);
    }
  }

  readonly #leave = () => {
    // Nobody is there any more to be told of an error.
    for (const id of [...this.#pending]) void this.finish(id).catch(() => undefined);
  };

  /** @returns whether it was still open */
  #settle(id: string): boolean {
    const wasPending = this.#pending.delete(id);
    if (this.#pending.size === 0) removeEventListener('pagehide', this.#leave);
    return wasPending;
  }
}
