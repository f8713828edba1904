import type { LexClientOptions } from './client-options.ts';

/** What is shown to the server, and another when that is refused. */
export class Credential {
  readonly #token: LexClientOptions['token'];
  /** The one that was given last. */
  #given: string | undefined;
  /** The one that was refused, until there is another. */
  #refused: string | undefined;
  /** Whether it was given again all the same. */
  #isUseless = false;
  /** Requests that come together are one call. */
  #asking: Promise<string | undefined> | undefined;

  constructor(token: LexClientOptions['token']) {
    this.#token = token;
  }

  /** @throws what the app's function throws */
  async current(): Promise<string | undefined> {
    if (typeof this.#token !== 'function') return this.#token;
    this.#asking ??= this.#ask(this.#token).finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  /** Told that the server has refused one. @returns whether there is another, or may be */
  refuse(token: string | undefined): boolean {
    if (typeof this.#token !== 'function' || token === undefined) return false;
    // What was sent together is refused together: the others find it done.
    if (token !== this.#given) return true;
    this.#refused = token;
    return !this.#isUseless;
  }

  async #ask(
    give: (refused?: string) => string | undefined | Promise<string | undefined>,
  ): Promise<string | undefined> {
    const token = await give(this.#refused);
    this.#isUseless = this.#refused !== undefined && token === this.#refused;
    this.#refused = this.#isUseless ? token : undefined;
    this.#given = token;
    return token;
  }
}
