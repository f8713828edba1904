import type { LexClientOptions } from './client-options.ts';

/** What is shown to the server, and another when that is refused. */
export class Credential {
  readonly #token: LexClientOptions['token'];
  /** The last one that was refused, until there is another. */
  #refused: string | undefined;
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

  /** Told that the server has refused one. @returns whether there may be another */
  refuse(token: string | undefined): boolean {
    if (typeof this.#token !== 'function' || token === undefined || token === this.#refused) return false;
    this.#refused = token;
    return true;
  }

  async #ask(
    give: (refused?: string) => string | undefined | Promise<string | undefined>,
  ): Promise<string | undefined> {
    const token = await give(this.#refused);
    if (token !== this.#refused) this.#refused = undefined;
    return token;
  }
}
