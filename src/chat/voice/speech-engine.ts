/** Sound as samples: one channel, 16 bits, little endian. */
export interface Sound {
  readonly samples: Uint8Array;
  /** Samples in a second. */
  readonly rate: number;
}

/** Speaks texts. */
export interface SpeechEngine {
  /**
   * Speaks a sentence. All that an engine gives for one voice has one rate.
   *
   * @param voice as the engine names it; undefined: the engine's own choice
   * @throws {LexError} that says what to do when it can't speak, or has no such voice
   */
  speak(text: string, options: { readonly voice: string | undefined; readonly signal: AbortSignal }): Promise<Sound>;
  close(): Promise<void>;
}
