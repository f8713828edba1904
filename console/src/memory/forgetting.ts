import type { Api } from '../api/api.ts';
import { apiErrorOf } from '../api/api-error.ts';
import { documentOf } from '../api/document.ts';
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
    addEventListener('pagehide', () => this.#tellAll());
    // A phone ends pages that are out of sight without another word.
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'hidden') this.#tellAll();
    });
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
    this.#show([...this.#hidden, memory.id]);
  }

  /** @returns false when the server has been told already */
  takeBack(id: string): boolean {
    const waited = this.#waiting.delete(id);
    if (waited) this.#reveal(id);
    return waited;
  }

  /**
   * Tells the server, unless that has been done or it was taken back. One that it doesn't forget is shown again.
   *
   * @throws {ApiError}
   */
  async tell(id: string): Promise<void> {
    const memory = this.#waiting.get(id);
    if (!memory) return;
    this.#waiting.delete(id);
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
    // The request is to arrive even when the page is gone.
    const lasting = { fetchOptions: { keepalive: true } };
    const { error } = await this.#api.client
      .mutation(documentOf(ForgetDocument), { namespace, key }, lasting)
      .toPromise();
    if (!error) return;
    this.#reveal(id);
    throw apiErrorOf(error);
  }

  #tellAll(): void {
    // Nobody is there to be told of an error; one that is still there is listed when the page is opened again.
    for (const id of [...this.#waiting.keys()]) void this.tell(id).catch(() => undefined);
  }

  #reveal(id: string): void {
    this.#show([...this.#hidden].filter((each) => each !== id));
  }

  #show(hidden: readonly string[]): void {
    this.#hidden = new Set(hidden);
    for (const listener of [...this.#listeners]) listener();
  }
}
