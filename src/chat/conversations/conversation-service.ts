import type { Viewer } from '../../accounts/viewer.ts';
import type { Page, PageRequest } from '../../database/page.ts';
import type { Job } from '../../jobs/job.ts';
import type { Conversation, Message } from '../messages/message.ts';
import type { ReplyEvent } from '../replies/reply-stream.ts';
import type { WhenBusy } from '../turns/when-busy.ts';

/** What the caller of `chat` decides; the service validates it. */
export interface SendMessage {
  readonly message: string;
  readonly voiceMode?: boolean | null | undefined;
  /** Left out: a new conversation. */
  readonly conversationId?: string | null | undefined;
  /** Left out: the newest message of the conversation. */
  readonly parentId?: string | null | undefined;
  /** provider/name; left out: the default. */
  readonly model?: string | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
  /** What to do when a reply that it follows has not ended. @default QUEUE */
  readonly whenBusy?: WhenBusy | null | undefined;
  /** How long to wait for the reply to end before returning, in milliseconds: 0 to 60,000. */
  readonly waitMs?: number | null | undefined;
}

/** A message, the reply to it, and the job that writes the reply. */
export interface SentMessage {
  readonly conversation: Conversation;
  readonly message: Message;
  readonly reply: Message;
  readonly job: Job;
}

export interface ConversationFilter {
  /** Words that the title holds, in any case. */
  readonly search?: string | null | undefined;
  readonly archived?: boolean | null | undefined;
}

/** Conversations with LEX. What isn't the viewer's is as if it weren't there. */
export interface ChatService {
  /**
   * Stores a message and answers it in the background.
   *
   * Message, reply and job are stored before this returns, so a client may follow the job before any work starts, and
   * the reply is written whatever happens to this process. The same `idempotencyKey` again returns the first call's
   * exchange as it now is, and starts nothing.
   *
   * @throws {BadUserInputError} @throws {NotFoundError} for a conversation or parent that isn't there
   * @throws {ConflictError} when the key was used for another call; when a reply before it is open and it doesn't want to
   *   wait; when too many wait in the conversation
   */
  send(viewer: Viewer, input: SendMessage): Promise<SentMessage>;
  /**
   * Changes what the viewer wrote, while no reply to it has begun.
   *
   * @throws {BadUserInputError} @throws {NotFoundError} @throws {ConflictError} when one has begun, or none is to come
   */
  edit(viewer: Viewer, messageId: string, message: string): Promise<Message>;
  /** Writes a sibling of a reply, with the same key rule; it waits as with QUEUE. @throws {NotFoundError} @throws {ConflictError} */
  regenerate(viewer: Viewer, replyId: string, idempotencyKey: string | null | undefined): Promise<SentMessage>;
  /**
   * Ends a reply that is being written, wherever that is, and keeps what was written. One that has ended stays as it is.
   *
   * @throws {NotFoundError} @throws {BadUserInputError} when the message isn't a reply
   */
  stop(viewer: Viewer, replyId: string): Promise<Message>;
  /**
   * A reply as it is written, from its start or after a cursor.
   *
   * @throws {NotFoundError} @throws {BadUserInputError} for a message that isn't a reply, or a cursor that isn't one
   */
  streamReply(
    viewer: Viewer,
    replyId: string,
    after: string | null | undefined,
    signal: AbortSignal,
  ): AsyncIterable<ReplyEvent>;
  /** A message's text: what is in the log so far, of a reply that is being written. */
  contentOf(message: Message): Promise<string>;
  /** What the model thought to itself, likewise; null when it told nothing of that. */
  reasoningOf(message: Message): Promise<string | null>;

  createConversation(viewer: Viewer, input: ConversationInput): Promise<Conversation>;
  /** Changes what is given, null included where it means something. @throws {NotFoundError} */
  updateConversation(viewer: Viewer, id: string, input: ConversationChange): Promise<Conversation>;
  /**
   * Stops what is being written in it, then deletes it with its messages, its reply logs, and the memories drawn from it
   * that aren't kept.
   *
   * @throws {NotFoundError}
   */
  deleteConversation(viewer: Viewer, id: string): Promise<true>;
  /** A job that sums up a conversation. @throws {NotFoundError} @throws {BadUserInputError} when there is nothing in it */
  summarize(viewer: Viewer, conversationId: string): Promise<Job>;
  /** Messages as they are added or changed, on any device, from now on, until it is deleted. @throws {NotFoundError} */
  watchConversation(viewer: Viewer, id: string, signal: AbortSignal): AsyncIterable<Message>;

  /** In the order of the ids; undefined for those that aren't the viewer's. So the two below. */
  conversationsByIds(viewer: Viewer, ids: readonly string[]): Promise<(Conversation | undefined)[]>;
  messagesByIds(viewer: Viewer, ids: readonly string[]): Promise<(Message | undefined)[]>;
  lastMessages(viewer: Viewer, conversationIds: readonly string[]): Promise<(Message | undefined)[]>;
  /** The newest job of each message. */
  jobsByMessages(viewer: Viewer, messageIds: readonly string[]): Promise<(Job | undefined)[]>;
  /** Last spoken in first. */
  listConversations(viewer: Viewer, filter: ConversationFilter & { page: PageRequest }): Promise<Page<Conversation>>;
  countConversations(viewer: Viewer, filter: ConversationFilter): Promise<number>;
  /** A page of each conversation's messages, oldest first, in the order of the ids. */
  listMessages(viewer: Viewer, conversationIds: readonly string[], page: PageRequest): Promise<Page<Message>[]>;
  countMessages(viewer: Viewer, conversationIds: readonly string[]): Promise<number[]>;
}

export interface ConversationInput {
  readonly title?: string | null | undefined;
  readonly systemPrompt?: string | null | undefined;
  /** Whether facts may be drawn from what is said in it. */
  readonly drawsMemories?: boolean | null | undefined;
}

export interface ConversationChange extends ConversationInput {
  readonly archived?: boolean | null | undefined;
}
