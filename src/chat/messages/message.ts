import type { MessageRole, MessageState } from '../../generated/prisma/enums.ts';
import type { FinishReason } from '../../models/model.ts';

export type { MessageRole, MessageState };

/** A turn of a conversation: what a user wrote, or a reply and how far it is. */
export interface Message {
  readonly id: string;
  /** Order within everything. */
  readonly number: bigint;
  readonly conversationId: string;
  readonly ownerId: string;
  /** What it follows; siblings share a parent. */
  readonly parentId: string | null;
  readonly role: MessageRole;
  readonly state: MessageState;
  /** The whole text once it has ended; while it is written, the text is in the reply log. */
  readonly content: string;
  /** What the model thought to itself, likewise; null when it told nothing of that. */
  readonly reasoning: string | null;
  /** In which turns the two were written: see stored-runs.ts. */
  readonly runLengths: readonly number[];
  readonly voiceMode: boolean;
  /** provider/name, of a reply. */
  readonly model: string | null;
  /** Why it failed, in words a user can act on. */
  readonly error: string | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  /** Why the model ended it; null of what it didn't end. */
  readonly finishReason: FinishReason | null;
  /** The attempt that wrote the content. */
  readonly attempt: number;
  /** What was recalled for it: see recalled-memories.ts. */
  readonly recalled: unknown;
  /** How much of its branch its model was given: see prompt-context.ts. */
  readonly context: unknown;
  readonly createdAt: Date;
}

/** A list of messages, oldest first, and what they are about. */
export interface Conversation {
  readonly id: string;
  /** Raised by every message: lists show the latest spoken in first. */
  readonly activity: bigint;
  readonly ownerId: string;
  readonly title: string;
  /** Whether the title is there to stay; else the first exchange makes one. */
  readonly titled: boolean;
  readonly archived: boolean;
  readonly systemPrompt: string | null;
  /** Whether facts may be drawn from what is said in it. */
  readonly drawsMemories: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** The end of a reply. */
export type ReplyEnd = Extract<MessageState, 'COMPLETED' | 'STOPPED' | 'FAILED'>;

/** How a message ended, or undefined while it is still to be written. */
export function replyEnd({ state }: Pick<Message, 'state'>): ReplyEnd | undefined {
  return state === 'PENDING' || state === 'STREAMING' ? undefined : state;
}
