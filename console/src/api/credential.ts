/** Where requests get what they show the server. */
export interface Credential {
  /** The value of the header `Authorization`; undefined where nobody is asked for one. A token may be renewed first. */
  current(): Promise<string | undefined>;
  /** Told of each value that takes the place of another of the same user. @returns what ends that */
  onRenewed(listener: (authorization: string) => void): () => void;
  /** Called when the server refuses what was shown: it is forgotten, and the page asks for another. */
  refused(): void;
  /** Ends what it does by itself. */
  close(): void;
}

/** Where nobody is asked for anything. */
export const NO_CREDENTIAL: Credential = {
  current: async () => undefined,
  onRenewed: () => () => undefined,
  refused: () => undefined,
  close: () => undefined,
};
