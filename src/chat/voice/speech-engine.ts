/** Sound as samples: one channel, 16 bits, little endian. */
export interface Sound {
  readonly samples: Uint8Array;
  /** Samples in a second. */
  readonly rate: number;
}

/** A voice that an engine has. */
export interface Voice {
  /** As the engine takes it. */
  readonly name: string;
  /** What people call it. */
  readonly label: string;
  /** The language that it speaks, in lower case, such as `en-gb`; undefined: any. */
  readonly language: string | undefined;
}

/** How something is spoken. */
export interface Manner {
  /** As the engine names it; undefined: the engine's own choice. */
  readonly voice: string | undefined;
  /** 1 is as usual, 2 twice as fast. */
  readonly rate: number;
}

/** Speaks texts. */
export interface SpeechEngine {
  /** Whether it is there at all. */
  readonly isThere: boolean;
  /** The voices that are known of it, in the order in which people look for them; none where it isn't there. */
  voices(): Promise<readonly Voice[]>;
  /**
   * Speaks a sentence. All that an engine gives for one voice has one rate of samples.
   *
   * @param options.ownerId for whom: where it is paid for, it counts as theirs
   * @throws {LexError} that says what to do when it can't speak, has no such voice, or its user has no tokens left
   */
  speak(text: string, options: Manner & { readonly ownerId: string; readonly signal: AbortSignal }): Promise<Sound>;
  close(): Promise<void>;
}
