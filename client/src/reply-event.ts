/** A reply when it is over. */
export interface FinishedReply {
  readonly id: string;
  readonly state: string;
  /** All of its text. */
  readonly content: string;
  /** What the model thought to itself, which is no part of the text; null when it told nothing of that. */
  readonly reasoning: string | null;
  /** The model that wrote it, `provider/name`. */
  readonly model: string | null;
  /** Why it failed, for people. */
  readonly error: string | null;
  /** Why it failed, as one of the codes of errors. */
  readonly errorCode: string | null;
  /** Why the model ended it. */
  readonly finishReason: string | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  /** Where its audio is, as a path at the server that holds for an hour; null: it isn't there, or not yet. */
  readonly audioUrl: string | null;
}

/** Something that happened to a reply. Its `cursor` is where to go on from: keep it, and don't look into it. */
export type ReplyEvent =
  /** `text` is to be appended; `content` is all that came so far, this included. */
  | { readonly kind: 'DELTA'; readonly cursor: string; readonly text: string; readonly content: string }
  /** The model thinks to itself: `text` is to be appended to its thoughts; `content` is all of them so far. */
  | { readonly kind: 'REASONING'; readonly cursor: string; readonly text: string; readonly content: string }
  /** The server had to begin anew: discard text and thoughts so far. */
  | { readonly kind: 'RESTARTED'; readonly cursor: string }
  /** Its audio is ready, at a path of the server. It comes before the end, or not at all. */
  | { readonly kind: 'AUDIO'; readonly cursor: string; readonly audioUrl: string }
  /** It is whole, or was stopped and keeps what was written. */
  | { readonly kind: 'COMPLETED' | 'STOPPED'; readonly cursor: string; readonly reply: FinishedReply };
