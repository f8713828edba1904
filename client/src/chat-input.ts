/** A file that goes with a message: its content, or one that the server has. */
export interface Attachment {
  /** The content, of a file that is short enough for the body of a request. */
  readonly base64?: string;
  /** Of an upload to `POST /attachments`, or of a file that another message has. */
  readonly id?: string;
  readonly name?: string;
}

/** A message, and where and how it is answered. */
export interface ChatInput {
  /** 1 to 32,000 characters. */
  readonly message: string;
  /** Files for a model that sees. */
  readonly attachments?: Attachment[];
  /** Left out: a new conversation. */
  readonly conversationId?: string;
  /** Left out: the newest message of the conversation. */
  readonly parentId?: string;
  /** Begins another branch of the conversation with it, which holds nothing of the others. Not with `parentId`. */
  readonly asFirst?: boolean;
  /** `provider/name`; left out: the conversation's, or the server's default. */
  readonly model?: string;
  /** Where the user is, such as `Europe/Oslo`. */
  readonly timeZone?: string;
  /** Answer for the ear: short and plain. */
  readonly voiceMode?: boolean;
  /** What to do when the reply that it follows has not ended. @default QUEUE */
  readonly whenBusy?: 'QUEUE' | 'INTERRUPT' | 'REJECT';
  /**
   * The same key never says a message twice. One is made for each call; give your own, and keep it with the message, to
   * send one again that was left unsent when the page was closed.
   */
  readonly idempotencyKey?: string;
}

export function inputOf(given: string | ChatInput): ChatInput & { readonly idempotencyKey: string } {
  const input = typeof given === 'string' ? { message: given } : given;
  return { ...input, idempotencyKey: input.idempotencyKey ?? newKey() };
}

/** 128 random bits. (`randomUUID` is for pages that came over https alone.) */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
