import type { Api } from '../api/api.ts';
import { ForgetDocument, type ListedMemoryFragment } from '../generated/graphql.ts';

export type NamedMemory = Pick<ListedMemoryFragment, 'id' | 'namespace' | 'key'>;

const forgettings = new WeakMap<Api, Forgetting>();

/** What is being forgotten by this API, on whatever page: going to another one doesn't take it back. */
export function forgettingOf(api: Api): Forgetting {
  const known = forgettings.get(api) ?? new Forgetting(api);
  forgettings.set(api, known);
  return known;
}

/**
 * Memories that were deleted on the page. They are hidden at once, and the server is told later, so that it can be
 * taken back until then. When the page is left or put away it is told at once: nobody can take it back any more.
 */
export class Forgetting {
  readonly #api: Api;
  readonly #waiting = new Map<string, NamedMemory>();
  /** Those of which the server is being told. */
  readonly #telling = new Map<NamedMemory, Promise<void>>();
  readonly #listeners = new Set<() => void>();
  #hidden: ReadonlySet<string> = new Set();

  constructor(api: Api) {
    this.#api = api;
  }

  /** The ids of those that aren't shown: another set after each change. */
  get hidden(): ReadonlySet<string> {
    return this.#hidden;
  }

  /** Calls back on each change. @returns what ends that */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Hides a memory that is to be forgotten. */
  begin(memory: NamedMemory): void {
    this.#waiting.set(memory.id, memory);
    addEventListener('pagehide', this.#tellAll);
    // A phone ends pages that are out of sight without another word.
    document.addEventListener('visibilitychange', this.#tellHidden);
    this.#show([...this.#hidden, memory.id]);
  }

  /** @returns false when the server has been told already */
  takeBack(id: string): boolean {
    if (!this.#take(id)) return false;
    this.#reveal(id);
    return true;
  }

  /**
   * Tells the server, unless that has been done or it was taken back. One that it doesn't forget is shown again.
   *
   * @throws {ApiError}
   */
  async tell(id: string): Promise<void> {
    const memory = this.#take(id);
    if (!memory) return;
    const told = this.#send(memory).finally(() => this.#telling.delete(memory));
    this.#telling.set(memory, told);
    await told;
  }

  /**
   * Sees to it that the server has forgotten what had this name before another memory is remembered by it.
   *
   * @throws {ApiError}
   */
  async settle(namespace: string, key: string): Promise<void> {
    const hasName = (each: NamedMemory) => each.namespace === namespace && each.key === key;
    for (const each of [...this.#waiting.values()].filter(hasName)) void this.tell(each.id);
    await Promise.all([...this.#telling].filter(([each]) => hasName(each)).map(([, told]) => told));
  }

  async #send({ id, namespace, key }: NamedMemory): Promise<void> {
    try {
      await this.#api.change(ForgetDocument, { namespace, key }, { outlivesPage: true });
    } catch (error) {
      this.#reveal(id);
      throw error;
    }
  }

  /** @returns the memory, if it still waited */
  #take(id: string): NamedMemory | undefined {
    const memory = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) {
      removeEventListener('pagehide', this.#tellAll);
      document.removeEventListener('visibilitychange', this.#tellHidden);
    }
    return memory;
  }

  readonly #tellAll = () => {
    // Nobody is there to be told of an error; one that is still there is listed when the page is opened again.
    for (const id of [...this.#waiting.keys()]) void this.tell(id).catch(() => undefined);
  };

  readonly #tellHidden = () => {
    if (document.visibilityState === 'hidden') this.#tellAll();
  };

  #reveal(id: string): void {
    this.#show([...this.#hidden].filter((each) => each !== id));
  }

  #show(hidden: readonly string[]): void {
    this.#hidden = new Set(hidden);
    for (const listener of [...this.#listeners]) listener();
  }
}
