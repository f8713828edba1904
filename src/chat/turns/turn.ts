import type { Job } from '../../jobs/job.ts';
import type { Conversation } from '../conversations/conversation.ts';
import type { Message } from '../messages/message.ts';
import type { WhenBusy } from './when-busy.ts';

/** A question with its reply, and the job that writes the reply. */
export interface Turn {
  readonly conversation: Conversation;
  readonly message: Message;
  readonly reply: Message;
  readonly job: Job;
}

/** The ids of the rows of a turn, made before anything is stored, so that one statement can store all of them. */
export interface TurnIds {
  readonly conversation: string;
  readonly message: string;
  readonly reply: string;
  readonly job: string;
}

/** Where a question goes: into a new conversation, or to a place in one. */
export type Place =
  /** `systemPrompt`: what the conversation is told besides its owner's instructions. */
  | { readonly kind: 'new'; readonly systemPrompt: string | undefined }
  | { readonly kind: 'in'; readonly conversationId: string; readonly follows: Followed };

/** What a question follows in its conversation: its newest message, one that is named, or none. */
export type Followed =
  | { readonly kind: 'newest' }
  | { readonly kind: 'message'; readonly id: string }
  | { readonly kind: 'nothing' };

/** A question that is to be stored. */
export interface Question {
  readonly ownerId: string;
  readonly place: Place;
  readonly text: string;
  readonly voiceMode: boolean;
  /** The files that it has attached, in their order. */
  readonly attachmentIds: readonly string[];
  /** The model that is to answer, as provider/name; undefined: the conversation's, if it has one, or the default. */
  readonly model: string | undefined;
  readonly defaultModel: string;
  /** The time zone of the user, if the client has said it. */
  readonly timeZone: string | undefined;
  readonly whenBusy: WhenBusy;
  /** With the name of its operation in front; a second question with the same key is not stored. */
  readonly idempotencyKey: string | undefined;
  /** A hash of the call's arguments. */
  readonly fingerprint: string;
}
