import type { MessageRole, MessageState } from '../../generated/prisma/enums.ts';
import type { FinishReason } from '../../models/model.ts';

export type { MessageRole, MessageState };

/** One message of a conversation: what a user wrote, or a reply and how far it is. */
export interface Message {
  readonly id: string;
  /** Its place in the order in which all messages of the server were stored. */
  readonly number: bigint;
  readonly conversationId: string;
  readonly ownerId: string;
  /** The message that it follows; siblings share a parent. */
  readonly parentId: string | null;
  readonly role: MessageRole;
  readonly state: MessageState;
  /** The whole text once the message has ended. While it is written, the text is in the reply log. */
  readonly content: string;
  /** What the model thought to itself, once the message has ended; null when the model told nothing of that. */
  readonly reasoning: string | null;
  /** The lengths of the runs in which text and reasoning were written: see stored-runs.ts. */
  readonly runLengths: readonly number[];
  readonly voiceMode: boolean;
  /** How many files the user attached to it: see attachments/. */
  readonly attachmentCount: number;
  /** The model that writes a reply, as provider/name; null of a user's message. */
  readonly model: string | null;
  /** Why it failed, in words a user can act on. */
  readonly error: string | null;
  /** The same as programs read it; null also of one that failed before codes were stored. */
  readonly errorCode: string | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  /** Why the model ended the reply; null of a message that no model ended. */
  readonly finishReason: FinishReason | null;
  /** The number of the attempt that wrote the content; 0 before the first. */
  readonly attempt: number;
  /** What was recalled for it: see recalled-memories.ts. */
  readonly recalled: unknown;
  /** Which words of documents it rests on: see citations/stored-citation.ts. */
  readonly citations: unknown;
  /** How much of its branch its model was given: see prompt-context.ts. */
  readonly context: unknown;
  readonly createdAt: Date;
}

/** The states in which a reply has ended. */
export type ReplyEnd = Extract<MessageState, 'COMPLETED' | 'STOPPED' | 'FAILED'>;

/** How a message ended, or undefined while it is still to be written. */
export function replyEnd({ state }: Pick<Message, 'state'>): ReplyEnd | undefined {
  return state === 'PENDING' || state === 'STREAMING' ? undefined : state;
}
