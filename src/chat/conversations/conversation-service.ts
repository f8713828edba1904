import { z } from 'zod';
import type { ChangeJournal } from '../../cache/change-journal.ts';
import { formatModelName } from '../../config/model-name.ts';
import { BadUserInputError, NotFoundError } from '../../errors.ts';
import type { EventBus } from '../../events/event-bus.ts';
import type { Job } from '../../jobs/job.ts';
import type { JobService } from '../../jobs/job-service.ts';
import type { ForgottenMemories } from '../../memory/memory.ts';
import type { MemoryService } from '../../memory/memory-service.ts';
import { modelText } from '../../models/model.ts';
import type { Models } from '../../models/models.ts';
import { parseInput, wellFormedText } from '../../parse-input.ts';
import type { Message } from '../messages/message.ts';
import type { MessageStore } from '../messages/message-store.ts';
import type { ReplyLog } from '../replies/log/reply-log.ts';
import type { SearchStore } from '../search/search-store.ts';
import type { Wording } from '../search/words/wording.ts';
import { summarizeConversationTask } from '../summary/summarize-conversation-task.ts';
import type { Conversation } from './conversation.ts';
import type { ConversationFields, ConversationStore } from './conversation-store.ts';
import { createDeleteConversation } from './delete-conversation.ts';
import { createDeleteSome, type DeletedChat } from './delete-some.ts';
import { createListing, type Listing } from './list-conversations.ts';
import { UNTITLED } from './title.ts';
import { publishBegun, publishConversation } from './watching/conversation-events.ts';
import type { ConversationVersionStore } from './watching/conversation-version-store.ts';
import { watchConversation } from './watching/watch-conversation.ts';
import { type ConversationsChange, watchConversations } from './watching/watch-conversations.ts';

/** What the caller of `create` decides. */
export interface ConversationInput {
  readonly title?: string | null | undefined;
  readonly systemPrompt?: string | null | undefined;
  /** The model that answers where a message names none, as provider/name. */
  readonly model?: string | null | undefined;
  /** Whether facts may be extracted from what is said in it. @default true */
  readonly drawsMemories?: boolean | null | undefined;
}

/** What the caller of `update` changes. */
export interface ConversationChange extends ConversationInput {
  readonly archived?: boolean | null | undefined;
}

/** Conversations with LEX. Somebody else's conversation is as if it weren't there. */
export interface ConversationService extends Listing {
  /** In the order of the ids; undefined for those that aren't the owner's. */
  byIds(ownerId: string, ids: readonly string[]): Promise<(Conversation | undefined)[]>;
  /**
   * Begins an empty conversation.
   *
   * @throws {BadUserInputError}
   */
  create(ownerId: string, input: ConversationInput): Promise<Conversation>;
  /**
   * Changes what is given. A system prompt or model of null takes that away; any other null changes nothing.
   *
   * @throws {BadUserInputError}
   * @throws {NotFoundError}
   */
  update(ownerId: string, id: string, change: ConversationChange): Promise<Conversation>;
  /**
   * Marks it as read up to a message, on all devices.
   *
   * @throws {NotFoundError} when the conversation or the message in it isn't there
   */
  markRead(ownerId: string, id: string, messageId: string): Promise<Conversation>;
  /**
   * Stops the replies that are being written in it, then deletes it with its messages, its reply logs, and the memories
   * that were extracted from it and aren't to stay, which it returns.
   *
   * @throws {NotFoundError}
   */
  delete(ownerId: string, id: string): Promise<ForgottenMemories>;
  /**
   * Deletes some of what an owner who leaves has here, with the logs of its replies; nothing when nothing is left.
   *
   * @throws {UnavailableError} when the logs can't be deleted just now
   */
  deleteSome(ownerId: string): Promise<DeletedChat>;
  /**
   * Starts a job that sums up a conversation; the job's result holds the summary.
   *
   * @throws {NotFoundError}
   * @throws {BadUserInputError} when there are no messages in it
   */
  summarize(ownerId: string, id: string): Promise<Job>;
  /**
   * Its messages as they are added or changed, on any device, from when this resolves, until it is deleted.
   *
   * @throws {NotFoundError}
   */
  watch(ownerId: string, id: string, signal: AbortSignal): Promise<AsyncIterable<Message>>;
  /** What changes in the owner's list of conversations, on any device, from when this resolves. */
  watchList(ownerId: string, signal: AbortSignal): Promise<AsyncIterable<ConversationsChange>>;
}

const title = wellFormedText({ min: 1, max: 200 }).nullish();
const systemPrompt = wellFormedText({ min: 0, max: 32_000 }).nullish();
const conversationInput = z.object({ title, systemPrompt, model: modelText, drawsMemories: z.boolean().nullish() });
const conversationChange = conversationInput.extend({ archived: z.boolean().nullish() });

export function createConversationService(deps: {
  conversations: ConversationStore;
  versions: ConversationVersionStore;
  messages: MessageStore;
  searches: SearchStore;
  wording: Pick<Wording, 'language'>;
  jobs: JobService;
  models: Pick<Models, 'resolve'>;
  memory: Pick<MemoryService, 'forgetOrphans'>;
  log: ReplyLog;
  events: EventBus;
  journal: ChangeJournal;
}): ConversationService {
  const { conversations, versions, messages, jobs, models, events, journal } = deps;
  /** @throws {BadUserInputError} when there is no such model to choose */
  const offered = (model: string | null | undefined) =>
    model == null ? null : formatModelName(models.resolve(model).name);
  return {
    ...createListing(deps),
    deleteSome: createDeleteSome(deps),
    byIds: conversations.byIds,
    async create(ownerId, raw) {
      const input = parseInput(conversationInput, raw);
      const conversation = await conversations.create(ownerId, {
        title: input.title ?? UNTITLED,
        titled: input.title != null,
        systemPrompt: input.systemPrompt || null,
        model: offered(input.model),
        drawsMemories: input.drawsMemories ?? true,
      });
      await journal.record(ownerId, ['Conversation']);
      publishBegun(events, ownerId, conversation.id);
      return conversation;
    },
    async update(ownerId, id, raw) {
      const conversation = await conversations.update(ownerId, id, readChange(raw, offered));
      if (!conversation) throw new NotFoundError('conversation');
      await journal.record(ownerId, ['Conversation', `Conversation:${id}`]);
      publishConversation(events, ownerId, id);
      return conversation;
    },
    async markRead(ownerId, id, messageId) {
      const message = await messages.byId(ownerId, messageId);
      if (message?.conversationId !== id) throw new NotFoundError('message');
      if (await conversations.markRead(ownerId, id, message.number)) {
        await journal.record(ownerId, ['Conversation', `Conversation:${id}`]);
        publishConversation(events, ownerId, id);
      }
      const [conversation] = await conversations.byIds(ownerId, [id]);
      if (!conversation) throw new NotFoundError('conversation');
      return conversation;
    },
    delete: createDeleteConversation(deps),
    async summarize(ownerId, conversationId) {
      if (!(await conversations.has(ownerId, conversationId))) throw new NotFoundError('conversation');
      const [counted] = await messages.countsOf(ownerId, [conversationId]);
      if (!counted?.count) {
        throw new BadUserInputError('There is nothing to summarise: the conversation has no messages yet.');
      }
      return jobs.start(ownerId, summarizeConversationTask, { conversationId }, { conversationId });
    },
    watch: (ownerId, conversationId, signal) =>
      watchConversation({ ownerId, conversationId, conversations, messages, events, signal }),
    watchList: (ownerId, signal) => watchConversations({ ownerId, versions, events, signal }),
  };
}

function readChange(
  raw: ConversationChange,
  offered: (model: string | null) => string | null,
): Partial<ConversationFields> {
  const { title, archived, drawsMemories, systemPrompt, model } = parseInput(conversationChange, raw);
  return {
    ...(title == null ? {} : { title, titled: true }),
    ...(archived == null ? {} : { archived }),
    ...(drawsMemories == null ? {} : { drawsMemories }),
    ...(model === undefined ? {} : { model: offered(model) }),
    ...(systemPrompt === undefined ? {} : { systemPrompt: systemPrompt || null }),
  };
}
