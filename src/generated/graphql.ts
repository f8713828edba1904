/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** What a key lets its holder do. None holds another. */
export type ApiKeyScope =
  /** What concerns the server; for administrators alone. */
  | 'ADMIN'
  /** Mutations of what is its owner’s own. */
  | 'CHAT'
  /** Queries and subscriptions, about what is its owner’s own. */
  | 'READ';

/** A file of a message: PNG, JPEG, GIF or WebP for models that see, or a text in UTF-8. Either `id`, or `name` and `base64`. */
export type AttachmentInput = {
  /** The content, of a file that is short enough for the request’s body. */
  base64?: string | null | undefined;
  /** Of an upload to `POST /attachments`, or of a file that another message has. */
  id?: string | number | null | undefined;
  /** What the user’s system calls it. Folders are left out. */
  name?: string | null | undefined;
};

/** A message to LEX. */
export type ChatInput = {
  /** Begin another branch of the conversation with it, which holds nothing of the others: so its first message is edited. Not together with parentId. */
  asFirst?: boolean | null | undefined;
  /** Files that it has. A model that can’t be given them is refused with BAD_USER_INPUT before it is asked: see `seesImages` of `models`. */
  attachments?: Array<AttachmentInput> | null | undefined;
  /** Left out: a new conversation. */
  conversationId?: string | number | null | undefined;
  /** Repeating a call with the same key attaches to the first call’s reply and never starts a second one. */
  idempotencyKey?: string | null | undefined;
  /** 1 to 32,000 characters. */
  message: string;
  /** provider/name, one of `models`; left out: the conversation’s, or the server’s default. */
  model?: string | null | undefined;
  /** Left out: the newest message of the conversation. */
  parentId?: string | number | null | undefined;
  /** Where the user is, as a name of the IANA database such as Europe/Oslo, for what depends on the time. */
  timeZone?: string | null | undefined;
  /** Answer for the ear: short and plain. */
  voiceMode?: boolean | null | undefined;
  /** Wait up to this long for the reply to finish before answering, in milliseconds (0 to 60,000). */
  waitMs?: number | null | undefined;
  /** What to do when the reply that it follows has not ended. Siblings are written side by side. */
  whenBusy?: WhenBusy | null | undefined;
};

/** What has become of a conversation in the list of its owner. */
export type ConversationsChangeKind =
  /** It was begun; or, where changes were missed, it is an older one that was spoken in again. It stands at the top of the list. */
  | 'ADDED'
  /** Its title, its settings, or its newest message: a message puts it at the top of the list. It may be an older one, which the client has not read yet. */
  | 'CHANGED'
  /** It was deleted, with its messages. */
  | 'GONE';

/** What the server stands on. */
export type DeploymentMode =
  /** Everything inside one process. */
  | 'EMBEDDED'
  /** PostgreSQL beside it, and Redis where several processes share it. */
  | 'SCALED';

/** How far a document is. */
export type DocumentState =
  /** It could not be read: see the error of its job. Nothing of it is remembered. */
  | 'FAILED'
  /** It is being read, or waits for that; nothing of it is recalled yet. */
  | 'READING'
  /** All of it is remembered. */
  | 'READY';

/** What a document was found to be, by what it holds. */
export type DocumentType =
  /** A Word document. */
  | 'DOCX'
  /** A book. */
  | 'EPUB'
  /** A web page. */
  | 'HTML'
  /** Markdown. */
  | 'MARKDOWN'
  /** PDF. */
  | 'PDF'
  /** Plain text. */
  | 'TEXT';

/** Why a model ended its answer. */
export type FinishReason =
  /** It was kept from going on because of the content. */
  | 'FILTERED'
  /** It had no tokens left: the answer is cut off. */
  | 'LENGTH'
  /** It had said all. */
  | 'STOP';

/** Whether something works. */
export type HealthState =
  /** It works, but something beside it does not. */
  | 'DEGRADED'
  /** It does not work. */
  | 'DOWN'
  /** It works. */
  | 'UP';

/** An archive that is to be put somewhere to be imported. */
export type ImportConversationsInput = {
  /** How long it is, up to 1 GiB; no more is taken. */
  bytes: number;
  /** What the file is called: 1 to 255 characters. */
  name: string;
};

/** A file that is to be put somewhere to be read into memory. */
export type IngestUploadInput = {
  /** How long it is; no more is taken. */
  bytes: number;
  /** What it is said to be. What it holds counts; this tells kinds of text apart, and their encodings. */
  mimeType?: string | null | undefined;
  /** What to call it: one line of 1 to 255 characters. */
  name: string;
  /** Where to keep its parts: 1 to 100 characters. */
  namespace?: string | null | undefined;
};

/** In which way a job failed for good. */
export type JobFailure =
  /** Each attempt ended with an error that nobody foresaw. */
  | 'ATTEMPTS_FAILED'
  /** Each time the process that ran it ended before the work did: it may be the job that ends processes, or holds them up until others take their place. */
  | 'PROCESSES_DIED'
  /** What it was to do can’t be done, as its error says. */
  | 'REFUSED'
  /** An attempt took longer than jobs of its kind may. */
  | 'TOO_LONG';

/** What a job does. */
export type JobKind =
  /** Compares its owner’s memories in the database with the index that answers recalls; its result says what differs. */
  | 'CHECK_MEMORY'
  /** Looks for facts worth keeping in what a user said; its result counts what was added, replaced, left and refused. */
  | 'DRAW_MEMORIES'
  /** Makes vectors of memories, so that they are found by what they mean; its result counts those embedded and those refused. It is begun by itself where LEX_EMBEDDING_MODEL is set, and some minutes after it failed or was cancelled. */
  | 'EMBED_MEMORIES'
  /** Packs everything its owner has. */
  | 'EXPORT_DATA'
  /** Takes over the conversations of an archive. */
  | 'IMPORT_CONVERSATIONS'
  /** Reads a document into memory. */
  | 'INGEST_DOCUMENT'
  /** Something that this version of the server does not know; a newer one, which worked here, does. */
  | 'OTHER'
  /** Makes the index of memories again from the database. */
  | 'REBUILD_MEMORY'
  /** Writes a reply. */
  | 'REPLY'
  /** Speaks a reply. */
  | 'SPEECH'
  /** Sums up the beginning of a conversation that grows too long for its model, for the prompts of later replies; its result counts the messages. It is begun by itself. */
  | 'SUMMARIZE_BRANCH'
  /** Sums up a conversation. */
  | 'SUMMARIZE_CONVERSATION';

/** How far a job is. */
export type JobState =
  /** It is worked on. */
  | 'ACTIVE'
  /** Its owner ended it. */
  | 'CANCELLED'
  /** It was done. */
  | 'COMPLETED'
  /** An attempt failed; it will be tried again. */
  | 'DELAYED'
  /** It failed for good: see error. */
  | 'FAILED'
  /** It has yet to begin. */
  | 'WAITING';

/** Something to keep. */
export type MemoryInput = {
  /** 1 to 32,000 characters. */
  content: string;
  /** When to forget it: an instant in the future. */
  expiresAt?: string | null | undefined;
  /** What it is a part of: parts keep the order they were remembered in, and neighbours lift each other in recall. */
  group?: string | null | undefined;
  /** Left out: a new one is made. Up to 200 characters. */
  key?: string | null | undefined;
  /** A JSON object of up to 16 KiB. */
  metadata?: unknown;
  /** 1 to 100 characters. */
  namespace?: string | null | undefined;
  /** Up to 32, of up to 64 characters. */
  tags?: Array<string> | null | undefined;
};

/** Which processes of the deployment are meant: each holds partitions of memory of its own. */
export type MemoryProcesses =
  /** Each that lives. A partition that one of them doesn’t hold isn’t loaded for this. */
  | 'ALL'
  /** The one that answers. */
  | 'ASKED';

/** Who says a message. */
export type MessageRole =
  /** LEX. */
  | 'ASSISTANT'
  /** Whoever runs the server. */
  | 'SYSTEM'
  /** A tool that LEX used. */
  | 'TOOL'
  /** The user. */
  | 'USER';

/** How far a message is. */
export type MessageState =
  /** It is whole. */
  | 'COMPLETED'
  /** It could not be finished: see error. What was written is kept. */
  | 'FAILED'
  /** Its job has yet to begin. */
  | 'PENDING'
  /** Its reader stopped it; what was written is kept. */
  | 'STOPPED'
  /** It is being written. */
  | 'STREAMING';

/** What happened to a reply. */
export type ReplyEventKind =
  /** An audio file is ready: see message.audioUrl. It comes before the end, which is kept back for it for up to a second. Audio that takes longer is told by `conversationUpdated` alone, which tells of all of it. */
  | 'AUDIO'
  /** It is whole. */
  | 'COMPLETED'
  /** text is to be appended. */
  | 'DELTA'
  /** It could not be finished: see message.error. */
  | 'FAILED'
  /** The model thinks to itself: reasoning is to be appended to its thoughts, not to the text. */
  | 'REASONING'
  /** A new attempt began after a failure: discard text and reasoning so far. */
  | 'RESTARTED'
  /** It was stopped; what was written stays. */
  | 'STOPPED';

/** What a user may do. */
export type Role =
  /** That, and what concerns the server. */
  | 'ADMIN'
  /** Everything with what is their own. */
  | 'USER';

/** What a model was asked for. */
export type TokenUse =
  /** Vectors of memories, and of what is looked for among them. */
  | 'EMBEDDING'
  /** Looking for facts worth keeping in what was said. */
  | 'EXTRACTION'
  /** Replies. */
  | 'REPLY'
  /** Speaking replies. Each character of what is spoken counts as a token that was read. */
  | 'SPEECH'
  /** Summaries, be they asked for or made for long conversations. */
  | 'SUMMARY'
  /** Writing down recordings: tokens as the provider counts them, or else ten for each second of a recording. */
  | 'TRANSCRIPTION';

/** What becomes of a message that follows a reply which has not ended. */
export type WhenBusy =
  /** That reply, and others that it waits for, are stopped and keep what was written; then this one is answered. */
  | 'INTERRUPT'
  /** Its reply waits until that one has ended, however it does, and then has it before its eyes. Up to ten may wait in a conversation. */
  | 'QUEUE'
  /** It is refused with CONFLICT, and nothing is stored. */
  | 'REJECT';

export type MessageAttachmentsQueryVariables = Exact<{
  id: string | number;
}>;


export type MessageAttachmentsQuery = { message: { id: string, attachments: Array<{ id: string, name: string, contentType: string, bytes: number, width: number | null, height: number | null, url: string }> } | null };

export type ChatMutationVariables = Exact<{
  input: ChatInput;
}>;


export type ChatMutation = { chat: { conversation: { id: string, title: string }, message: { id: string }, reply: { id: string, state: MessageState, content: string, model: string | null, error: string | null, errorCode: string | null }, job: { id: string, state: JobState } } };

export type StopReplyMutationVariables = Exact<{
  messageId: string | number;
}>;


export type StopReplyMutation = { stopReply: { id: string, state: MessageState, content: string, model: string | null, error: string | null, errorCode: string | null } };

export type RegenerateReplyMutationVariables = Exact<{
  messageId: string | number;
  idempotencyKey?: string | null | undefined;
  model?: string | null | undefined;
}>;


export type RegenerateReplyMutation = { regenerateReply: { message: { id: string }, reply: { id: string, state: MessageState, content: string, model: string | null, error: string | null, errorCode: string | null }, job: { id: string } } };

export type ReplyPartsFragment = { id: string, state: MessageState, content: string, model: string | null, error: string | null, errorCode: string | null };

export type ConversationsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  search?: string | null | undefined;
  archived?: boolean | null | undefined;
}>;


export type ConversationsQuery = { conversations: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ node: { id: string, title: string, archived: boolean, unread: boolean, updatedAt: string, lastMessage: { id: string, role: MessageRole, content: string } | null } }> } };

export type SearchMessagesQueryVariables = Exact<{
  query: string;
  conversationId?: string | number | null | undefined;
  includeArchived?: boolean | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type SearchMessagesQuery = { searchMessages: { totalCount: number, totalCountExact: boolean, pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ cursor: string, snippet: { text: string, hits: Array<{ start: number, end: number }> }, place: { cursor: string, onNewestBranch: boolean | null }, node: { id: string, role: MessageRole, createdAt: string, conversation: { id: string, title: string } } }> } };

export type ConversationQueryVariables = Exact<{
  id: string | number;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type ConversationQuery = { conversation: { id: string, title: string, archived: boolean, systemPrompt: string | null, messages: { totalCount: number, pageInfo: { hasPreviousPage: boolean, startCursor: string | null }, edges: Array<{ cursor: string, node: { id: string, role: MessageRole, state: MessageState, content: string, createdAt: string, siblingIds: Array<string>, parent: { id: string } | null } }> } } | null };

export type CreateConversationMutationVariables = Exact<{
  title?: string | null | undefined;
  systemPrompt?: string | null | undefined;
  model?: string | null | undefined;
  drawsMemories?: boolean | null | undefined;
}>;


export type CreateConversationMutation = { createConversation: { id: string, title: string, systemPrompt: string | null, model: string | null, drawsMemories: boolean } };

export type UpdateConversationMutationVariables = Exact<{
  id: string | number;
  title?: string | null | undefined;
  archived?: boolean | null | undefined;
  systemPrompt?: string | null | undefined;
  model?: string | null | undefined;
  drawsMemories?: boolean | null | undefined;
}>;


export type UpdateConversationMutation = { updateConversation: { id: string, title: string, archived: boolean, systemPrompt: string | null, model: string | null, drawsMemories: boolean } };

export type MarkReadMutationVariables = Exact<{
  conversationId: string | number;
  messageId: string | number;
}>;


export type MarkReadMutation = { markRead: { id: string, unread: boolean } };

export type DeleteConversationMutationVariables = Exact<{
  id: string | number;
}>;


export type DeleteConversationMutation = { deleteConversation: boolean };

export type RemoveConversationMutationVariables = Exact<{
  id: string | number;
}>;


export type RemoveConversationMutation = { removeConversation: { deletedConversationId: string, deletedMemoryIds: Array<string>, deletedMemoryCount: number } };

export type ConversationsChangedSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type ConversationsChangedSubscription = { conversationsChanged: { kind: ConversationsChangeKind, id: string, conversation: { id: string, title: string, archived: boolean, model: string | null, updatedAt: string, unread: boolean, lastMessage: { id: string, role: MessageRole, state: MessageState, content: string } | null } | null } };

export type ConversationUpdatedSubscriptionVariables = Exact<{
  id: string | number;
}>;


export type ConversationUpdatedSubscription = { conversationUpdated: { id: string, role: MessageRole, state: MessageState, content: string } };

export type ExportDataMutationVariables = Exact<{ [key: string]: never; }>;


export type ExportDataMutation = { exportData: { id: string, kind: JobKind, state: JobState, progress: number, step: string | null, attempts: number, error: string | null, result: unknown, createdAt: string, startedAt: string | null, finishedAt: string | null } };

export type ImportConversationsMutationVariables = Exact<{
  input: ImportConversationsInput;
}>;


export type ImportConversationsMutation = { importConversations: { url: string, expiresAt: string, maxBytes: number } };

export type IngestDocumentMutationVariables = Exact<{
  name: string;
  contentBase64: string;
  mimeType: string;
  namespace?: string | null | undefined;
}>;


export type IngestDocumentMutation = { ingestDocument: { id: string, state: JobState } };

export type IngestUploadMutationVariables = Exact<{
  input: IngestUploadInput;
}>;


export type IngestUploadMutation = { ingestUpload: { url: string, expiresAt: string, maxBytes: number } };

export type DocumentsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  namespace?: string | null | undefined;
}>;


export type DocumentsQuery = { documents: { totalCount: number, edges: Array<{ node: { id: string, name: string, namespace: string, state: DocumentState, type: DocumentType | null, bytes: number, pages: number | null, parts: number, createdAt: string, job: { id: string, state: JobState, progress: number, step: string | null, error: string | null, errorCode: string | null } | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type DocumentQueryVariables = Exact<{
  id: string | number;
}>;


export type DocumentQuery = { document: { id: string, name: string, namespace: string, state: DocumentState, type: DocumentType | null, bytes: number, pages: number | null, parts: number, createdAt: string, job: { id: string, state: JobState, progress: number, step: string | null, error: string | null, errorCode: string | null } | null } | null };

export type DeleteDocumentMutationVariables = Exact<{
  id: string | number;
}>;


export type DeleteDocumentMutation = { deleteDocument: { deletedDocumentId: string } };

export type CitationsQueryVariables = Exact<{
  messageId: string | number;
}>;


export type CitationsQuery = { message: { id: string, content: string, citations: Array<{ number: number, page: number | null, heading: string | null, words: string, document: { id: string, name: string } }> } | null };

export type DocumentPartsFragment = { id: string, name: string, namespace: string, state: DocumentState, type: DocumentType | null, bytes: number, pages: number | null, parts: number, createdAt: string, job: { id: string, state: JobState, progress: number, step: string | null, error: string | null, errorCode: string | null } | null };

export type JobQueryVariables = Exact<{
  id: string | number;
}>;


export type JobQuery = { job: { id: string, kind: JobKind, state: JobState, progress: number, step: string | null, attempts: number, error: string | null, result: unknown, createdAt: string, startedAt: string | null, finishedAt: string | null } | null };

export type JobsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  kind?: JobKind | null | undefined;
  state?: JobState | null | undefined;
}>;


export type JobsQuery = { jobs: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ node: { id: string, kind: JobKind, state: JobState, progress: number, step: string | null, attempts: number, error: string | null, result: unknown, createdAt: string, startedAt: string | null, finishedAt: string | null } }> } };

export type SummarizeConversationMutationVariables = Exact<{
  conversationId: string | number;
}>;


export type SummarizeConversationMutation = { summarizeConversation: { id: string, kind: JobKind, state: JobState, progress: number, step: string | null, attempts: number, error: string | null, result: unknown, createdAt: string, startedAt: string | null, finishedAt: string | null } };

export type CancelJobMutationVariables = Exact<{
  id: string | number;
}>;


export type CancelJobMutation = { cancelJob: { id: string, kind: JobKind, state: JobState, progress: number, step: string | null, attempts: number, error: string | null, result: unknown, createdAt: string, startedAt: string | null, finishedAt: string | null } };

export type RetryJobMutationVariables = Exact<{
  id: string | number;
}>;


export type RetryJobMutation = { retryJob: { id: string, kind: JobKind, state: JobState, progress: number, step: string | null, attempts: number, error: string | null, result: unknown, createdAt: string, startedAt: string | null, finishedAt: string | null } };

export type JobProgressSubscriptionVariables = Exact<{
  id: string | number;
}>;


export type JobProgressSubscription = { jobProgress: { id: string, kind: JobKind, state: JobState, progress: number, step: string | null, attempts: number, error: string | null, result: unknown, createdAt: string, startedAt: string | null, finishedAt: string | null } };

export type JobUpdatedSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type JobUpdatedSubscription = { jobUpdated: { id: string, kind: JobKind, state: JobState, progress: number, step: string | null, attempts: number, error: string | null, result: unknown, createdAt: string, startedAt: string | null, finishedAt: string | null } };

export type JobPartsFragment = { id: string, kind: JobKind, state: JobState, progress: number, step: string | null, attempts: number, error: string | null, result: unknown, createdAt: string, startedAt: string | null, finishedAt: string | null };

export type RememberMutationVariables = Exact<{
  input: MemoryInput;
}>;


export type RememberMutation = { remember: { id: string, namespace: string, key: string, content: string, group: string | null, tags: Array<string>, metadata: unknown, createdAt: string, updatedAt: string, expiresAt: string | null } };

export type RememberManyMutationVariables = Exact<{
  input: Array<MemoryInput> | MemoryInput;
}>;


export type RememberManyMutation = { rememberMany: { count: number, ids: Array<string> } };

export type ForgetMutationVariables = Exact<{
  namespace?: string | null | undefined;
  key: string;
}>;


export type ForgetMutation = { forget: boolean };

export type ForgetMemoryMutationVariables = Exact<{
  id: string | number;
}>;


export type ForgetMemoryMutation = { forgetMemory: { deletedMemoryId: string } };

export type ForgetAllMutationVariables = Exact<{
  namespace: string;
}>;


export type ForgetAllMutation = { forgetAll: number };

export type KeepMemoryMutationVariables = Exact<{
  id: string | number;
  kept?: boolean;
}>;


export type KeepMemoryMutation = { keepMemory: { kept: boolean, id: string, namespace: string, key: string, content: string, group: string | null, tags: Array<string>, metadata: unknown, createdAt: string, updatedAt: string, expiresAt: string | null } };

export type RebuildMemoryMutationVariables = Exact<{
  userId?: string | number | null | undefined;
  processes?: MemoryProcesses | null | undefined;
}>;


export type RebuildMemoryMutation = { rebuildMemory: { id: string, kind: JobKind, state: JobState, progress: number, step: string | null, attempts: number, error: string | null, result: unknown, createdAt: string, startedAt: string | null, finishedAt: string | null } };

export type CheckMemoryMutationVariables = Exact<{
  processes?: MemoryProcesses | null | undefined;
}>;


export type CheckMemoryMutation = { checkMemory: { id: string, kind: JobKind, state: JobState, progress: number, step: string | null, attempts: number, error: string | null, result: unknown, createdAt: string, startedAt: string | null, finishedAt: string | null } };

export type CheckUserMemoryMutationVariables = Exact<{
  userId?: string | number | null | undefined;
  processes?: MemoryProcesses | null | undefined;
}>;


export type CheckUserMemoryMutation = { checkUserMemory: { id: string, kind: JobKind, state: JobState, progress: number, step: string | null, attempts: number, error: string | null, result: unknown, createdAt: string, startedAt: string | null, finishedAt: string | null } };

export type MemoryHistoryQueryVariables = Exact<{
  id: string | number;
}>;


export type MemoryHistoryQuery = { node:
    | { content: string, kept: boolean, source: { id: string, content: string } | null, history: Array<{ content: string, replacedAt: string, source: { id: string, content: string } | null }> }
    | Record<PropertyKey, never>
   | null };

export type MemoryQueryVariables = Exact<{
  namespace?: string | null | undefined;
  key: string;
}>;


export type MemoryQuery = { memory: { id: string, namespace: string, key: string, content: string, group: string | null, tags: Array<string>, metadata: unknown, createdAt: string, updatedAt: string, expiresAt: string | null } | null };

export type MemoriesQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  namespace?: string | null | undefined;
  tag?: string | null | undefined;
}>;


export type MemoriesQuery = { memories: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ node: { id: string, namespace: string, key: string, content: string, group: string | null, tags: Array<string>, metadata: unknown, createdAt: string, updatedAt: string, expiresAt: string | null } }> } };

export type MemoryNamespacesQueryVariables = Exact<{ [key: string]: never; }>;


export type MemoryNamespacesQuery = { memoryNamespaces: Array<{ name: string, count: number }> };

export type RecallQueryVariables = Exact<{
  query: string;
  namespace?: string | null | undefined;
  limit?: number | null | undefined;
  tag?: string | null | undefined;
}>;


export type RecallQuery = { recall: Array<{ score: number, reasons: Array<string>, memory: { id: string, namespace: string, key: string, content: string, group: string | null, tags: Array<string>, metadata: unknown, createdAt: string, updatedAt: string, expiresAt: string | null } }> };

export type MemoryPartsFragment = { id: string, namespace: string, key: string, content: string, group: string | null, tags: Array<string>, metadata: unknown, createdAt: string, updatedAt: string, expiresAt: string | null };

export type ExplainRecallQueryVariables = Exact<{
  query: string;
  namespace?: string | null | undefined;
  limit?: number | null | undefined;
  tag?: string | null | undefined;
}>;


export type ExplainRecallQuery = { explainRecall: Array<{ score: number, reasons: Array<string>, beside: number, phrases: number, likeness: number, wordScore: number, wordRank: number | null, similarity: number | null, similarityRank: number | null, words: Array<{ word: string, rarity: number, score: number }>, neighbours: Array<{ word: string, score: number, memory: { id: string } | null }>, factors: { asking: number, heading: number, group: number, time: number, recency: number }, memory: { id: string, namespace: string, key: string, content: string, group: string | null, tags: Array<string>, metadata: unknown, createdAt: string, updatedAt: string, expiresAt: string | null } }> };

export type ReplyStreamSubscriptionVariables = Exact<{
  messageId: string | number;
  after?: string | null | undefined;
}>;


export type ReplyStreamSubscription = { replyStream: { kind: ReplyEventKind, cursor: string, text: string | null, reasoning: string | null, message: { id: string, state: MessageState, content: string, reasoning: string | null, error: string | null, inputTokens: number | null, outputTokens: number | null, finishReason: FinishReason | null, memoriesUsed: Array<{ score: number, reasons: Array<string>, memory: { id: string, content: string } }> } | null } };

export type MessageQueryVariables = Exact<{
  id: string | number;
}>;


export type MessageQuery = { message: { id: string, role: MessageRole, state: MessageState, content: string, reasoning: string | null, error: string | null, finishReason: FinishReason | null, createdAt: string, context: { turnsSent: number, turnsSummarized: number, turnsLeftOut: number, memoriesSent: number, charactersLeftOut: number, tokens: number, limitTokens: number } | null, parent: { id: string } | null, memoriesMade: Array<{ id: string, content: string }>, memoriesUsed: Array<{ score: number, reasons: Array<string>, memory: { id: string, content: string } }>, job: { id: string, state: JobState } | null } | null };

export type EditMessageMutationVariables = Exact<{
  messageId: string | number;
  message: string;
}>;


export type EditMessageMutation = { editMessage: { id: string, content: string } };

export type SchedulesQueryVariables = Exact<{ [key: string]: never; }>;


export type SchedulesQuery = { schedules: Array<{ name: string, does: string, everyMs: number, isRunning: boolean, nextRunAt: string, lastRun: { startedAt: string, tookMs: number, problem: string | null } | null }> };

export type StatusQueryVariables = Exact<{ [key: string]: never; }>;


export type StatusQuery = { status: { state: HealthState, version: string, mode: DeploymentMode, startedAt: string, uptimeSeconds: number, model: string, components: Array<{ name: string, state: HealthState, latencyMs: number | null, detail: string | null }>, queues: Array<{ name: string, waiting: number, active: number, delayed: number, completed: number, failed: number, workers: number }>, requests: { answered: number, failed: number, perSecond: number, p50Ms: number | null, p99Ms: number | null, keptInProcess: number, keptInRedis: number, made: number }, cache: { hits: number, hitsInProcess: number, hitsInRedis: number, misses: number, hitRatio: number, entries: number }, memory: { items: number, bytes: number }, process: { rssBytes: number, heapUsedBytes: number, eventLoopDelayMs: number, openSubscriptions: number } } };

export type StatusChangedSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type StatusChangedSubscription = { statusChanged: { state: HealthState, version: string, mode: DeploymentMode, startedAt: string, uptimeSeconds: number, model: string, components: Array<{ name: string, state: HealthState, latencyMs: number | null, detail: string | null }>, queues: Array<{ name: string, waiting: number, active: number, delayed: number, completed: number, failed: number, workers: number }>, requests: { answered: number, failed: number, perSecond: number, p50Ms: number | null, p99Ms: number | null, keptInProcess: number, keptInRedis: number, made: number }, cache: { hits: number, hitsInProcess: number, hitsInRedis: number, misses: number, hitRatio: number, entries: number }, memory: { items: number, bytes: number }, process: { rssBytes: number, heapUsedBytes: number, eventLoopDelayMs: number, openSubscriptions: number } } };

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { viewer: { id: string, name: string, role: Role } };

export type StatusPartsFragment = { state: HealthState, version: string, mode: DeploymentMode, startedAt: string, uptimeSeconds: number, model: string, components: Array<{ name: string, state: HealthState, latencyMs: number | null, detail: string | null }>, queues: Array<{ name: string, waiting: number, active: number, delayed: number, completed: number, failed: number, workers: number }>, requests: { answered: number, failed: number, perSecond: number, p50Ms: number | null, p99Ms: number | null, keptInProcess: number, keptInRedis: number, made: number }, cache: { hits: number, hitsInProcess: number, hitsInRedis: number, misses: number, hitRatio: number, entries: number }, memory: { items: number, bytes: number }, process: { rssBytes: number, heapUsedBytes: number, eventLoopDelayMs: number, openSubscriptions: number } };

export type UsageQueryVariables = Exact<{
  days?: number;
}>;


export type UsageQuery = { usage: { today: { gone: number, limit: number | null, left: number | null }, used: Array<{ day: string, model: string, use: TokenUse, calls: number, inputTokens: number, outputTokens: number, cost: number | null }> } };

export type ModelsQueryVariables = Exact<{ [key: string]: never; }>;


export type ModelsQuery = { models: Array<{ name: string, isDefault: boolean, contextTokens: number, inputPrice: number | null, outputPrice: number | null }> };

export type UserJobsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  userId?: string | number | null | undefined;
  kind?: JobKind | null | undefined;
  state?: JobState | null | undefined;
  failure?: JobFailure | null | undefined;
}>;


export type UserJobsQuery = { userJobs: { totalCount: number, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null }, edges: Array<{ cursor: string, node: { jobId: string, userId: string, userName: string, kind: JobKind, state: JobState, progress: number, step: string | null, attempts: number, attemptLimit: number, failure: JobFailure | null, error: string | null, errorCode: string | null, cause: string | null, createdAt: string, startedAt: string | null, finishedAt: string | null } }> } };

export type RetryUserJobMutationVariables = Exact<{
  id: string | number;
}>;


export type RetryUserJobMutation = { retryUserJob: { jobId: string, userId: string, userName: string, kind: JobKind, state: JobState, progress: number, step: string | null, attempts: number, attemptLimit: number, failure: JobFailure | null, error: string | null, errorCode: string | null, cause: string | null, createdAt: string, startedAt: string | null, finishedAt: string | null } };

export type UserJobPartsFragment = { jobId: string, userId: string, userName: string, kind: JobKind, state: JobState, progress: number, step: string | null, attempts: number, attemptLimit: number, failure: JobFailure | null, error: string | null, errorCode: string | null, cause: string | null, createdAt: string, startedAt: string | null, finishedAt: string | null };

export type UsersQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  search?: string | null | undefined;
}>;


export type UsersQuery = { users: { totalCount: number, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null }, edges: Array<{ cursor: string, node: { name: string, role: Role, createdAt: string, conversations: number, messages: number, memories: number, tokensToday: number, dailyTokenLimit: number | null, allowedDailyTokens: number | null, id: string } }> } };

export type UpdateUserMutationVariables = Exact<{
  id: string | number;
  allowedDailyTokens?: number | null | undefined;
}>;


export type UpdateUserMutation = { updateUser: { name: string, role: Role, createdAt: string, conversations: number, messages: number, memories: number, tokensToday: number, dailyTokenLimit: number | null, allowedDailyTokens: number | null, id: string } };

export type DisconnectUserMutationVariables = Exact<{
  id: string | number;
}>;


export type DisconnectUserMutation = { disconnectUser: boolean };

export type DeleteUserMutationVariables = Exact<{
  id: string | number;
}>;


export type DeleteUserMutation = { deleteUser: { conversations: number, messages: number, memories: number, jobs: number, apiKeys: number, deletedAt: string } };

export type UserPartsFragment = { name: string, role: Role, createdAt: string, conversations: number, messages: number, memories: number, tokensToday: number, dailyTokenLimit: number | null, allowedDailyTokens: number | null, id: string };

export type ViewerSettingsQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerSettingsQuery = { viewer: { id: string, drawsMemories: boolean, dailyTokenLimit: number | null, instructions: string | null, voice: { voice: string | null, language: string | null, rate: number } } };

export type UpdateViewerMutationVariables = Exact<{
  drawsMemories?: boolean | null | undefined;
  dailyTokenLimit?: number | null | undefined;
  instructions?: string | null | undefined;
  voice?: string | null | undefined;
  voiceLanguage?: string | null | undefined;
  voiceRate?: number | null | undefined;
}>;


export type UpdateViewerMutation = { updateViewer: { id: string, drawsMemories: boolean, dailyTokenLimit: number | null, instructions: string | null, voice: { voice: string | null, language: string | null, rate: number } } };

export type ViewerSettingPartsFragment = { id: string, drawsMemories: boolean, dailyTokenLimit: number | null, instructions: string | null, voice: { voice: string | null, language: string | null, rate: number } };

export type ApiKeysQueryVariables = Exact<{ [key: string]: never; }>;


export type ApiKeysQuery = { viewer: { id: string, apiKeys: Array<{ id: string, name: string, prefix: string, scopes: Array<ApiKeyScope>, pointsPerMinute: number | null, createdAt: string, lastUsedAt: string | null, expiresAt: string | null, revokedAt: string | null }> } };

export type CreateApiKeyMutationVariables = Exact<{
  name: string;
  expiresAt?: string | null | undefined;
  scopes?: Array<ApiKeyScope> | ApiKeyScope | null | undefined;
  pointsPerMinute?: number | null | undefined;
}>;


export type CreateApiKeyMutation = { createApiKey: { secret: string, apiKey: { id: string, name: string, prefix: string, scopes: Array<ApiKeyScope>, pointsPerMinute: number | null, createdAt: string, lastUsedAt: string | null, expiresAt: string | null, revokedAt: string | null } } };

export type RevokeApiKeyMutationVariables = Exact<{
  id: string | number;
}>;


export type RevokeApiKeyMutation = { revokeApiKey: { id: string, name: string, prefix: string, scopes: Array<ApiKeyScope>, pointsPerMinute: number | null, createdAt: string, lastUsedAt: string | null, expiresAt: string | null, revokedAt: string | null } };

export type ApiKeyPartsFragment = { id: string, name: string, prefix: string, scopes: Array<ApiKeyScope>, pointsPerMinute: number | null, createdAt: string, lastUsedAt: string | null, expiresAt: string | null, revokedAt: string | null };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const ReplyPartsFragmentDoc = new TypedDocumentString(`
    fragment ReplyParts on Message {
  id
  state
  content
  model
  error
  errorCode
}
    `, {"fragmentName":"ReplyParts"}) as unknown as TypedDocumentString<ReplyPartsFragment, unknown>;
export const DocumentPartsFragmentDoc = new TypedDocumentString(`
    fragment DocumentParts on Document {
  id
  name
  namespace
  state
  type
  bytes
  pages
  parts
  createdAt
  job {
    id
    state
    progress
    step
    error
    errorCode
  }
}
    `, {"fragmentName":"DocumentParts"}) as unknown as TypedDocumentString<DocumentPartsFragment, unknown>;
export const JobPartsFragmentDoc = new TypedDocumentString(`
    fragment JobParts on Job {
  id
  kind
  state
  progress
  step
  attempts
  error
  result
  createdAt
  startedAt
  finishedAt
}
    `, {"fragmentName":"JobParts"}) as unknown as TypedDocumentString<JobPartsFragment, unknown>;
export const MemoryPartsFragmentDoc = new TypedDocumentString(`
    fragment MemoryParts on Memory {
  id
  namespace
  key
  content
  group
  tags
  metadata
  createdAt
  updatedAt
  expiresAt
}
    `, {"fragmentName":"MemoryParts"}) as unknown as TypedDocumentString<MemoryPartsFragment, unknown>;
export const StatusPartsFragmentDoc = new TypedDocumentString(`
    fragment StatusParts on Status {
  state
  version
  mode
  startedAt
  uptimeSeconds
  model
  components {
    name
    state
    latencyMs
    detail
  }
  queues {
    name
    waiting
    active
    delayed
    completed
    failed
    workers
  }
  requests {
    answered
    failed
    perSecond
    p50Ms
    p99Ms
    keptInProcess
    keptInRedis
    made
  }
  cache {
    hits
    hitsInProcess
    hitsInRedis
    misses
    hitRatio
    entries
  }
  memory {
    items
    bytes
  }
  process {
    rssBytes
    heapUsedBytes
    eventLoopDelayMs
    openSubscriptions
  }
}
    `, {"fragmentName":"StatusParts"}) as unknown as TypedDocumentString<StatusPartsFragment, unknown>;
export const UserJobPartsFragmentDoc = new TypedDocumentString(`
    fragment UserJobParts on UserJob {
  jobId
  userId
  userName
  kind
  state
  progress
  step
  attempts
  attemptLimit
  failure
  error
  errorCode
  cause
  createdAt
  startedAt
  finishedAt
}
    `, {"fragmentName":"UserJobParts"}) as unknown as TypedDocumentString<UserJobPartsFragment, unknown>;
export const UserPartsFragmentDoc = new TypedDocumentString(`
    fragment UserParts on User {
  id: userId
  name
  role
  createdAt
  conversations
  messages
  memories
  tokensToday
  dailyTokenLimit
  allowedDailyTokens
}
    `, {"fragmentName":"UserParts"}) as unknown as TypedDocumentString<UserPartsFragment, unknown>;
export const ViewerSettingPartsFragmentDoc = new TypedDocumentString(`
    fragment ViewerSettingParts on Viewer {
  id
  drawsMemories
  dailyTokenLimit
  instructions
  voice {
    voice
    language
    rate
  }
}
    `, {"fragmentName":"ViewerSettingParts"}) as unknown as TypedDocumentString<ViewerSettingPartsFragment, unknown>;
export const ApiKeyPartsFragmentDoc = new TypedDocumentString(`
    fragment ApiKeyParts on ApiKey {
  id
  name
  prefix
  scopes
  pointsPerMinute
  createdAt
  lastUsedAt
  expiresAt
  revokedAt
}
    `, {"fragmentName":"ApiKeyParts"}) as unknown as TypedDocumentString<ApiKeyPartsFragment, unknown>;
export const MessageAttachmentsDocument = new TypedDocumentString(`
    query MessageAttachments($id: ID!) {
  message(id: $id) {
    id
    attachments {
      id
      name
      contentType
      bytes
      width
      height
      url
    }
  }
}
    `, {"hash":"sha256:53e3c2ed083a18d26e7f9c266eb875e6ae40db7c10e8e0958cf46b448899053c"}) as unknown as TypedDocumentString<MessageAttachmentsQuery, MessageAttachmentsQueryVariables>;
export const ChatDocument = new TypedDocumentString(`
    mutation Chat($input: ChatInput!) {
  chat(input: $input) {
    conversation {
      id
      title
    }
    message {
      id
    }
    reply {
      ...ReplyParts
    }
    job {
      id
      state
    }
  }
}
    fragment ReplyParts on Message {
  id
  state
  content
  model
  error
  errorCode
}`, {"hash":"sha256:69c9238ca88614224283b8fa3525efae4cdac9615141f2b514e8181c0a4cfd0a"}) as unknown as TypedDocumentString<ChatMutation, ChatMutationVariables>;
export const StopReplyDocument = new TypedDocumentString(`
    mutation StopReply($messageId: ID!) {
  stopReply(messageId: $messageId) {
    ...ReplyParts
  }
}
    fragment ReplyParts on Message {
  id
  state
  content
  model
  error
  errorCode
}`, {"hash":"sha256:9040f07690583b5e0066f8a31503eb1e723e75aba13c04eaaaadb5247fea269e"}) as unknown as TypedDocumentString<StopReplyMutation, StopReplyMutationVariables>;
export const RegenerateReplyDocument = new TypedDocumentString(`
    mutation RegenerateReply($messageId: ID!, $idempotencyKey: String, $model: String) {
  regenerateReply(
    messageId: $messageId
    idempotencyKey: $idempotencyKey
    model: $model
  ) {
    message {
      id
    }
    reply {
      ...ReplyParts
    }
    job {
      id
    }
  }
}
    fragment ReplyParts on Message {
  id
  state
  content
  model
  error
  errorCode
}`, {"hash":"sha256:944eb8b90585a7819dd77281b94e1a8bc073af0d3162cf574cd078cc29e91fdb"}) as unknown as TypedDocumentString<RegenerateReplyMutation, RegenerateReplyMutationVariables>;
export const ConversationsDocument = new TypedDocumentString(`
    query Conversations($first: Int, $after: String, $search: String, $archived: Boolean) {
  conversations(
    first: $first
    after: $after
    search: $search
    archived: $archived
  ) {
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
    edges {
      node {
        id
        title
        archived
        unread
        updatedAt
        lastMessage {
          id
          role
          content
        }
      }
    }
  }
}
    `, {"hash":"sha256:83200945c9d90e2b90d5d03a3a290316be659be7da04c6955c5281bcd1556d5d"}) as unknown as TypedDocumentString<ConversationsQuery, ConversationsQueryVariables>;
export const SearchMessagesDocument = new TypedDocumentString(`
    query SearchMessages($query: String!, $conversationId: ID, $includeArchived: Boolean, $first: Int, $after: String) {
  searchMessages(
    query: $query
    conversationId: $conversationId
    includeArchived: $includeArchived
    first: $first
    after: $after
  ) {
    totalCount
    totalCountExact
    pageInfo {
      hasNextPage
      endCursor
    }
    edges {
      cursor
      snippet {
        text
        hits {
          start
          end
        }
      }
      place {
        cursor
        onNewestBranch
      }
      node {
        id
        role
        createdAt
        conversation {
          id
          title
        }
      }
    }
  }
}
    `, {"hash":"sha256:b54896c7090925a8bc4eff4cc03f8a261a974dea4b81066c78522f856fcbd151"}) as unknown as TypedDocumentString<SearchMessagesQuery, SearchMessagesQueryVariables>;
export const ConversationDocument = new TypedDocumentString(`
    query Conversation($id: ID!, $last: Int, $before: String) {
  conversation(id: $id) {
    id
    title
    archived
    systemPrompt
    messages(last: $last, before: $before) {
      totalCount
      pageInfo {
        hasPreviousPage
        startCursor
      }
      edges {
        cursor
        node {
          id
          role
          state
          content
          createdAt
          parent {
            id
          }
          siblingIds
        }
      }
    }
  }
}
    `, {"hash":"sha256:dd4a469940488544dc6733f77ecb81b97b03e3c5702f6ba0c4c8ea4545770983"}) as unknown as TypedDocumentString<ConversationQuery, ConversationQueryVariables>;
export const CreateConversationDocument = new TypedDocumentString(`
    mutation CreateConversation($title: String, $systemPrompt: String, $model: String, $drawsMemories: Boolean) {
  createConversation(
    title: $title
    systemPrompt: $systemPrompt
    model: $model
    drawsMemories: $drawsMemories
  ) {
    id
    title
    systemPrompt
    model
    drawsMemories
  }
}
    `, {"hash":"sha256:791d6c8909513e32f53fc07413e92c80a931436ab12c52b1dbdfe237a794810c"}) as unknown as TypedDocumentString<CreateConversationMutation, CreateConversationMutationVariables>;
export const UpdateConversationDocument = new TypedDocumentString(`
    mutation UpdateConversation($id: ID!, $title: String, $archived: Boolean, $systemPrompt: String, $model: String, $drawsMemories: Boolean) {
  updateConversation(
    id: $id
    title: $title
    archived: $archived
    systemPrompt: $systemPrompt
    model: $model
    drawsMemories: $drawsMemories
  ) {
    id
    title
    archived
    systemPrompt
    model
    drawsMemories
  }
}
    `, {"hash":"sha256:2bde93e74f466a4ec644012a644e079f107b049913089c720787e4baf5d1e422"}) as unknown as TypedDocumentString<UpdateConversationMutation, UpdateConversationMutationVariables>;
export const MarkReadDocument = new TypedDocumentString(`
    mutation MarkRead($conversationId: ID!, $messageId: ID!) {
  markRead(conversationId: $conversationId, messageId: $messageId) {
    id
    unread
  }
}
    `, {"hash":"sha256:8fcc60ba5b2137bbf700a84ecbcc6b1b5bf5be3b713c5edf901b917f64bdb306"}) as unknown as TypedDocumentString<MarkReadMutation, MarkReadMutationVariables>;
export const DeleteConversationDocument = new TypedDocumentString(`
    mutation DeleteConversation($id: ID!) {
  deleteConversation(id: $id)
}
    `, {"hash":"sha256:97cbad25fd01509105f181a6dbe0d23aa00558a6f556cb3cc5fba56558e5e1d3"}) as unknown as TypedDocumentString<DeleteConversationMutation, DeleteConversationMutationVariables>;
export const RemoveConversationDocument = new TypedDocumentString(`
    mutation RemoveConversation($id: ID!) {
  removeConversation(id: $id) {
    deletedConversationId
    deletedMemoryIds
    deletedMemoryCount
  }
}
    `, {"hash":"sha256:176a67b000909c99a7a0df32fd1bdc6e2ffcdb50eb8d40d08a57148090a06ba9"}) as unknown as TypedDocumentString<RemoveConversationMutation, RemoveConversationMutationVariables>;
export const ConversationsChangedDocument = new TypedDocumentString(`
    subscription ConversationsChanged {
  conversationsChanged {
    kind
    id: conversationId
    conversation {
      id
      title
      archived
      model
      updatedAt
      unread
      lastMessage {
        id
        role
        state
        content
      }
    }
  }
}
    `, {"hash":"sha256:a43c1a9c5db96a2203cdeb0b25eb044e28d2a1ddac22a284f0ef87d944da15b9"}) as unknown as TypedDocumentString<ConversationsChangedSubscription, ConversationsChangedSubscriptionVariables>;
export const ConversationUpdatedDocument = new TypedDocumentString(`
    subscription ConversationUpdated($id: ID!) {
  conversationUpdated(id: $id) {
    id
    role
    state
    content
  }
}
    `, {"hash":"sha256:2ad635776310357f9b3ee4e4e69dfcb74cf310623bb5cb14f23b67a91f63a3a8"}) as unknown as TypedDocumentString<ConversationUpdatedSubscription, ConversationUpdatedSubscriptionVariables>;
export const ExportDataDocument = new TypedDocumentString(`
    mutation ExportData {
  exportData {
    ...JobParts
  }
}
    fragment JobParts on Job {
  id
  kind
  state
  progress
  step
  attempts
  error
  result
  createdAt
  startedAt
  finishedAt
}`, {"hash":"sha256:4c5f1302f63cc31f05f38492a10d48b9de2a35dcf66fd6ec7c1e6137e7b884ca"}) as unknown as TypedDocumentString<ExportDataMutation, ExportDataMutationVariables>;
export const ImportConversationsDocument = new TypedDocumentString(`
    mutation ImportConversations($input: ImportConversationsInput!) {
  importConversations(input: $input) {
    url
    expiresAt
    maxBytes
  }
}
    `, {"hash":"sha256:27a02893653681b32687f2a1075ffd8cad3412350c9643eda92fb476dc5b41f6"}) as unknown as TypedDocumentString<ImportConversationsMutation, ImportConversationsMutationVariables>;
export const IngestDocumentDocument = new TypedDocumentString(`
    mutation IngestDocument($name: String!, $contentBase64: String!, $mimeType: String!, $namespace: String) {
  ingestDocument(
    name: $name
    contentBase64: $contentBase64
    mimeType: $mimeType
    namespace: $namespace
  ) {
    id
    state
  }
}
    `, {"hash":"sha256:9811a8e325db37f47567a7214650cd6865def5c6de9f3bc53e622b0c06331864"}) as unknown as TypedDocumentString<IngestDocumentMutation, IngestDocumentMutationVariables>;
export const IngestUploadDocument = new TypedDocumentString(`
    mutation IngestUpload($input: IngestUploadInput!) {
  ingestUpload(input: $input) {
    url
    expiresAt
    maxBytes
  }
}
    `, {"hash":"sha256:1902507cb0781015ed16a53a1a5a7413677f045831c046b026e9e0a8d7ad54cd"}) as unknown as TypedDocumentString<IngestUploadMutation, IngestUploadMutationVariables>;
export const DocumentsDocument = new TypedDocumentString(`
    query Documents($first: Int, $after: String, $namespace: String) {
  documents(first: $first, after: $after, namespace: $namespace) {
    totalCount
    edges {
      node {
        ...DocumentParts
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment DocumentParts on Document {
  id
  name
  namespace
  state
  type
  bytes
  pages
  parts
  createdAt
  job {
    id
    state
    progress
    step
    error
    errorCode
  }
}`, {"hash":"sha256:afefc0f7542e222619e1cd4c37769de00736f0c2f5907ddbc7b6a1ee8e3d8e3d"}) as unknown as TypedDocumentString<DocumentsQuery, DocumentsQueryVariables>;
export const DocumentDocument = new TypedDocumentString(`
    query Document($id: ID!) {
  document(id: $id) {
    ...DocumentParts
  }
}
    fragment DocumentParts on Document {
  id
  name
  namespace
  state
  type
  bytes
  pages
  parts
  createdAt
  job {
    id
    state
    progress
    step
    error
    errorCode
  }
}`, {"hash":"sha256:e5fd58fbf9711987fdd72e0cb88db309e88a829caf9744f430ef7a01bfef823c"}) as unknown as TypedDocumentString<DocumentQuery, DocumentQueryVariables>;
export const DeleteDocumentDocument = new TypedDocumentString(`
    mutation DeleteDocument($id: ID!) {
  deleteDocument(id: $id) {
    deletedDocumentId
  }
}
    `, {"hash":"sha256:5cf82e7ab802cfb113c7957510cdb81397be608085155ed602a33045087197a4"}) as unknown as TypedDocumentString<DeleteDocumentMutation, DeleteDocumentMutationVariables>;
export const CitationsDocument = new TypedDocumentString(`
    query Citations($messageId: ID!) {
  message(id: $messageId) {
    id
    content
    citations {
      number
      page
      heading
      words
      document {
        id
        name
      }
    }
  }
}
    `, {"hash":"sha256:b7c42a8b83e950b95eeb0cfc9032f19934892cf742fae338da31b783f7f5880a"}) as unknown as TypedDocumentString<CitationsQuery, CitationsQueryVariables>;
export const JobDocument = new TypedDocumentString(`
    query Job($id: ID!) {
  job(id: $id) {
    ...JobParts
  }
}
    fragment JobParts on Job {
  id
  kind
  state
  progress
  step
  attempts
  error
  result
  createdAt
  startedAt
  finishedAt
}`, {"hash":"sha256:851d1859ca10f4927c7044136ef6d59c65c16d70aaefb3ce9601cc0558ad72e6"}) as unknown as TypedDocumentString<JobQuery, JobQueryVariables>;
export const JobsDocument = new TypedDocumentString(`
    query Jobs($first: Int, $after: String, $kind: JobKind, $state: JobState) {
  jobs(first: $first, after: $after, kind: $kind, state: $state) {
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
    edges {
      node {
        ...JobParts
      }
    }
  }
}
    fragment JobParts on Job {
  id
  kind
  state
  progress
  step
  attempts
  error
  result
  createdAt
  startedAt
  finishedAt
}`, {"hash":"sha256:e29791d293f1feffaf3e8e7573871ae2d91d7163f12af0444c706274c158153c"}) as unknown as TypedDocumentString<JobsQuery, JobsQueryVariables>;
export const SummarizeConversationDocument = new TypedDocumentString(`
    mutation SummarizeConversation($conversationId: ID!) {
  summarizeConversation(conversationId: $conversationId) {
    ...JobParts
  }
}
    fragment JobParts on Job {
  id
  kind
  state
  progress
  step
  attempts
  error
  result
  createdAt
  startedAt
  finishedAt
}`, {"hash":"sha256:7550d121d875cfa405f7f76441d3a0f0f5c35ab586ad41158d1354a3e724fc72"}) as unknown as TypedDocumentString<SummarizeConversationMutation, SummarizeConversationMutationVariables>;
export const CancelJobDocument = new TypedDocumentString(`
    mutation CancelJob($id: ID!) {
  cancelJob(id: $id) {
    ...JobParts
  }
}
    fragment JobParts on Job {
  id
  kind
  state
  progress
  step
  attempts
  error
  result
  createdAt
  startedAt
  finishedAt
}`, {"hash":"sha256:4f983249275b720369cc618a250a7af571b8bdd68a90fb1dc43f39c2430c8d46"}) as unknown as TypedDocumentString<CancelJobMutation, CancelJobMutationVariables>;
export const RetryJobDocument = new TypedDocumentString(`
    mutation RetryJob($id: ID!) {
  retryJob(id: $id) {
    ...JobParts
  }
}
    fragment JobParts on Job {
  id
  kind
  state
  progress
  step
  attempts
  error
  result
  createdAt
  startedAt
  finishedAt
}`, {"hash":"sha256:0cc82269a4186bfd936ed017e1d81f91872064e10983d5fe2e6cda9987a4c52b"}) as unknown as TypedDocumentString<RetryJobMutation, RetryJobMutationVariables>;
export const JobProgressDocument = new TypedDocumentString(`
    subscription JobProgress($id: ID!) {
  jobProgress(id: $id) {
    ...JobParts
  }
}
    fragment JobParts on Job {
  id
  kind
  state
  progress
  step
  attempts
  error
  result
  createdAt
  startedAt
  finishedAt
}`, {"hash":"sha256:9ba5d9eb5a77af7abc6a8566a02dda928d78e9149f2c86ad05794802620ba906"}) as unknown as TypedDocumentString<JobProgressSubscription, JobProgressSubscriptionVariables>;
export const JobUpdatedDocument = new TypedDocumentString(`
    subscription JobUpdated {
  jobUpdated {
    ...JobParts
  }
}
    fragment JobParts on Job {
  id
  kind
  state
  progress
  step
  attempts
  error
  result
  createdAt
  startedAt
  finishedAt
}`, {"hash":"sha256:52707b1f3a20c3d066a357f47d8154a1ca49789d02fce0f494381aceb10734a1"}) as unknown as TypedDocumentString<JobUpdatedSubscription, JobUpdatedSubscriptionVariables>;
export const RememberDocument = new TypedDocumentString(`
    mutation Remember($input: MemoryInput!) {
  remember(input: $input) {
    ...MemoryParts
  }
}
    fragment MemoryParts on Memory {
  id
  namespace
  key
  content
  group
  tags
  metadata
  createdAt
  updatedAt
  expiresAt
}`, {"hash":"sha256:8642a128da009f6e3d35281b462c5c36c27c22553a0d3a4cf69a800c1a0e8bb5"}) as unknown as TypedDocumentString<RememberMutation, RememberMutationVariables>;
export const RememberManyDocument = new TypedDocumentString(`
    mutation RememberMany($input: [MemoryInput!]!) {
  rememberMany(input: $input) {
    count
    ids
  }
}
    `, {"hash":"sha256:7bf9e81d8f7c98d10993f771c41ad8ab61f0b790562563aa5f84dcdde691b4e7"}) as unknown as TypedDocumentString<RememberManyMutation, RememberManyMutationVariables>;
export const ForgetDocument = new TypedDocumentString(`
    mutation Forget($namespace: String, $key: String!) {
  forget(namespace: $namespace, key: $key)
}
    `, {"hash":"sha256:24dabd663c9315bd2cac4ecc3419aafff10c92d3cc52f974bd340624a6dc82c3"}) as unknown as TypedDocumentString<ForgetMutation, ForgetMutationVariables>;
export const ForgetMemoryDocument = new TypedDocumentString(`
    mutation ForgetMemory($id: ID!) {
  forgetMemory(id: $id) {
    deletedMemoryId
  }
}
    `, {"hash":"sha256:14ffcaad7bfe431691b643b15b5fcfabaf61ceaffb514ed9ff11bcd085761bc6"}) as unknown as TypedDocumentString<ForgetMemoryMutation, ForgetMemoryMutationVariables>;
export const ForgetAllDocument = new TypedDocumentString(`
    mutation ForgetAll($namespace: String!) {
  forgetAll(namespace: $namespace)
}
    `, {"hash":"sha256:6e8edd623114c85fc71dc42d2b96d4234d4776aba91c6222b4d983ea93822d68"}) as unknown as TypedDocumentString<ForgetAllMutation, ForgetAllMutationVariables>;
export const KeepMemoryDocument = new TypedDocumentString(`
    mutation KeepMemory($id: ID!, $kept: Boolean! = true) {
  keepMemory(id: $id, kept: $kept) {
    ...MemoryParts
    kept
  }
}
    fragment MemoryParts on Memory {
  id
  namespace
  key
  content
  group
  tags
  metadata
  createdAt
  updatedAt
  expiresAt
}`, {"hash":"sha256:7b9c0a30229f257f108413e471e2c6540a3cf431bf7572509b9177e4cf4f7ed8"}) as unknown as TypedDocumentString<KeepMemoryMutation, KeepMemoryMutationVariables>;
export const RebuildMemoryDocument = new TypedDocumentString(`
    mutation RebuildMemory($userId: ID, $processes: MemoryProcesses) {
  rebuildMemory(userId: $userId, processes: $processes) {
    ...JobParts
  }
}
    fragment JobParts on Job {
  id
  kind
  state
  progress
  step
  attempts
  error
  result
  createdAt
  startedAt
  finishedAt
}`, {"hash":"sha256:92fecead80fcba7903b82947cce5453c4f27156457172aba32834e703177faaf"}) as unknown as TypedDocumentString<RebuildMemoryMutation, RebuildMemoryMutationVariables>;
export const CheckMemoryDocument = new TypedDocumentString(`
    mutation CheckMemory($processes: MemoryProcesses) {
  checkMemory(processes: $processes) {
    ...JobParts
  }
}
    fragment JobParts on Job {
  id
  kind
  state
  progress
  step
  attempts
  error
  result
  createdAt
  startedAt
  finishedAt
}`, {"hash":"sha256:d6f10e1098bca56792e39b225a09687fe035112ccd6b7caf6beaab641566712a"}) as unknown as TypedDocumentString<CheckMemoryMutation, CheckMemoryMutationVariables>;
export const CheckUserMemoryDocument = new TypedDocumentString(`
    mutation CheckUserMemory($userId: ID, $processes: MemoryProcesses) {
  checkUserMemory(userId: $userId, processes: $processes) {
    ...JobParts
  }
}
    fragment JobParts on Job {
  id
  kind
  state
  progress
  step
  attempts
  error
  result
  createdAt
  startedAt
  finishedAt
}`, {"hash":"sha256:e7a0a7bf1193d4738610d556306b1128c17fde52d39544a46fa5c130abe35834"}) as unknown as TypedDocumentString<CheckUserMemoryMutation, CheckUserMemoryMutationVariables>;
export const MemoryHistoryDocument = new TypedDocumentString(`
    query MemoryHistory($id: ID!) {
  node(id: $id) {
    ... on Memory {
      content
      kept
      source {
        id
        content
      }
      history {
        content
        replacedAt
        source {
          id
          content
        }
      }
    }
  }
}
    `, {"hash":"sha256:dc651bf63a287343b96f319f62eee31df9876971a13a02a7299dba95ce19e4e8"}) as unknown as TypedDocumentString<MemoryHistoryQuery, MemoryHistoryQueryVariables>;
export const MemoryDocument = new TypedDocumentString(`
    query Memory($namespace: String, $key: String!) {
  memory(namespace: $namespace, key: $key) {
    ...MemoryParts
  }
}
    fragment MemoryParts on Memory {
  id
  namespace
  key
  content
  group
  tags
  metadata
  createdAt
  updatedAt
  expiresAt
}`, {"hash":"sha256:937b4458359b38a53c466d3668f5c2ef498eb1e911616a3e2bb2c13e448ffca7"}) as unknown as TypedDocumentString<MemoryQuery, MemoryQueryVariables>;
export const MemoriesDocument = new TypedDocumentString(`
    query Memories($first: Int, $after: String, $namespace: String, $tag: String) {
  memories(first: $first, after: $after, namespace: $namespace, tag: $tag) {
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
    edges {
      node {
        ...MemoryParts
      }
    }
  }
}
    fragment MemoryParts on Memory {
  id
  namespace
  key
  content
  group
  tags
  metadata
  createdAt
  updatedAt
  expiresAt
}`, {"hash":"sha256:66c1bc47dd5670158256be188fee0e070600c32fac1604a41667e364715e0008"}) as unknown as TypedDocumentString<MemoriesQuery, MemoriesQueryVariables>;
export const MemoryNamespacesDocument = new TypedDocumentString(`
    query MemoryNamespaces {
  memoryNamespaces {
    name
    count
  }
}
    `, {"hash":"sha256:a8ab79499c39e2ceafc743389dd5398ff1ae02431b7c94a0f0953645093c67f0"}) as unknown as TypedDocumentString<MemoryNamespacesQuery, MemoryNamespacesQueryVariables>;
export const RecallDocument = new TypedDocumentString(`
    query Recall($query: String!, $namespace: String, $limit: Int, $tag: String) {
  recall(query: $query, namespace: $namespace, limit: $limit, tag: $tag) {
    score
    reasons
    memory {
      ...MemoryParts
    }
  }
}
    fragment MemoryParts on Memory {
  id
  namespace
  key
  content
  group
  tags
  metadata
  createdAt
  updatedAt
  expiresAt
}`, {"hash":"sha256:6ee7798ec0d7438fed9a932e08cb3552815d7c5755b062de3f8f999529238d1f"}) as unknown as TypedDocumentString<RecallQuery, RecallQueryVariables>;
export const ExplainRecallDocument = new TypedDocumentString(`
    query ExplainRecall($query: String!, $namespace: String, $limit: Int, $tag: String) {
  explainRecall(query: $query, namespace: $namespace, limit: $limit, tag: $tag) {
    score
    reasons
    words {
      word
      rarity
      score
    }
    neighbours {
      word
      score
      memory {
        id
      }
    }
    beside
    phrases
    likeness
    factors {
      asking
      heading
      group
      time
      recency
    }
    wordScore
    wordRank
    similarity
    similarityRank
    memory {
      ...MemoryParts
    }
  }
}
    fragment MemoryParts on Memory {
  id
  namespace
  key
  content
  group
  tags
  metadata
  createdAt
  updatedAt
  expiresAt
}`, {"hash":"sha256:6878b7f66d219c7f8c4ec0ed7c295afdee8c6fc788d418a398f6d0a13b0fd1d5"}) as unknown as TypedDocumentString<ExplainRecallQuery, ExplainRecallQueryVariables>;
export const ReplyStreamDocument = new TypedDocumentString(`
    subscription ReplyStream($messageId: ID!, $after: String) {
  replyStream(messageId: $messageId, after: $after) {
    kind
    cursor
    text
    reasoning
    message {
      id
      state
      content
      reasoning
      error
      inputTokens
      outputTokens
      finishReason
      memoriesUsed {
        score
        reasons
        memory {
          id
          content
        }
      }
    }
  }
}
    `, {"hash":"sha256:11c7e39dd54cfb8f7c4c71c31ad101263e1d774772219fab1e1a0f9e69a0072e"}) as unknown as TypedDocumentString<ReplyStreamSubscription, ReplyStreamSubscriptionVariables>;
export const MessageDocument = new TypedDocumentString(`
    query Message($id: ID!) {
  message(id: $id) {
    id
    role
    state
    content
    reasoning
    error
    finishReason
    context {
      turnsSent
      turnsSummarized
      turnsLeftOut
      memoriesSent
      charactersLeftOut
      tokens
      limitTokens
    }
    createdAt
    parent {
      id
    }
    memoriesMade {
      id
      content
    }
    memoriesUsed {
      score
      reasons
      memory {
        id
        content
      }
    }
    job {
      id
      state
    }
  }
}
    `, {"hash":"sha256:39bee029358cafdd13f12dd74102a8c25558248c1284ea4fbc7c4f0d1daa7a95"}) as unknown as TypedDocumentString<MessageQuery, MessageQueryVariables>;
export const EditMessageDocument = new TypedDocumentString(`
    mutation EditMessage($messageId: ID!, $message: String!) {
  editMessage(messageId: $messageId, message: $message) {
    id
    content
  }
}
    `, {"hash":"sha256:b2ec6704ffc59589b90769ff185d0cd3ed4489b83754d0465da49aeaf32a97cd"}) as unknown as TypedDocumentString<EditMessageMutation, EditMessageMutationVariables>;
export const SchedulesDocument = new TypedDocumentString(`
    query Schedules {
  schedules {
    name
    does
    everyMs
    isRunning
    lastRun {
      startedAt
      tookMs
      problem
    }
    nextRunAt
  }
}
    `, {"hash":"sha256:eed38d14d5477892ec9bcdb14a11343fe864546850aed9381a00a6b80d1f87fc"}) as unknown as TypedDocumentString<SchedulesQuery, SchedulesQueryVariables>;
export const StatusDocument = new TypedDocumentString(`
    query Status {
  status {
    ...StatusParts
  }
}
    fragment StatusParts on Status {
  state
  version
  mode
  startedAt
  uptimeSeconds
  model
  components {
    name
    state
    latencyMs
    detail
  }
  queues {
    name
    waiting
    active
    delayed
    completed
    failed
    workers
  }
  requests {
    answered
    failed
    perSecond
    p50Ms
    p99Ms
    keptInProcess
    keptInRedis
    made
  }
  cache {
    hits
    hitsInProcess
    hitsInRedis
    misses
    hitRatio
    entries
  }
  memory {
    items
    bytes
  }
  process {
    rssBytes
    heapUsedBytes
    eventLoopDelayMs
    openSubscriptions
  }
}`, {"hash":"sha256:776ca944d3e853ada93b7c8dfffd525bdf2cc26fa9067d4e39b0078ea3fea0ad"}) as unknown as TypedDocumentString<StatusQuery, StatusQueryVariables>;
export const StatusChangedDocument = new TypedDocumentString(`
    subscription StatusChanged {
  statusChanged {
    ...StatusParts
  }
}
    fragment StatusParts on Status {
  state
  version
  mode
  startedAt
  uptimeSeconds
  model
  components {
    name
    state
    latencyMs
    detail
  }
  queues {
    name
    waiting
    active
    delayed
    completed
    failed
    workers
  }
  requests {
    answered
    failed
    perSecond
    p50Ms
    p99Ms
    keptInProcess
    keptInRedis
    made
  }
  cache {
    hits
    hitsInProcess
    hitsInRedis
    misses
    hitRatio
    entries
  }
  memory {
    items
    bytes
  }
  process {
    rssBytes
    heapUsedBytes
    eventLoopDelayMs
    openSubscriptions
  }
}`, {"hash":"sha256:270779aefeb10e030579937c9455b5ed4019af2ec510cb3ec489019fc9f30fb4"}) as unknown as TypedDocumentString<StatusChangedSubscription, StatusChangedSubscriptionVariables>;
export const ViewerDocument = new TypedDocumentString(`
    query Viewer {
  viewer {
    id
    name
    role
  }
}
    `, {"hash":"sha256:f601f878aaf3f10b12abb02dfda48b9e6437bdc2bf316205943609cb44aad4a6"}) as unknown as TypedDocumentString<ViewerQuery, ViewerQueryVariables>;
export const UsageDocument = new TypedDocumentString(`
    query Usage($days: Int! = 30) {
  usage(days: $days) {
    today {
      gone
      limit
      left
    }
    used {
      day
      model
      use
      calls
      inputTokens
      outputTokens
      cost
    }
  }
}
    `, {"hash":"sha256:82ceb9a290704ddb9915cf825ce855bf56d8ebbda30a19551830ba8403cbd465"}) as unknown as TypedDocumentString<UsageQuery, UsageQueryVariables>;
export const ModelsDocument = new TypedDocumentString(`
    query Models {
  models {
    name
    isDefault
    contextTokens
    inputPrice
    outputPrice
  }
}
    `, {"hash":"sha256:12d8ea335e9f1b980b3c8f074463d85e0b3021419b31b58f1a3895b450ed8fe7"}) as unknown as TypedDocumentString<ModelsQuery, ModelsQueryVariables>;
export const UserJobsDocument = new TypedDocumentString(`
    query UserJobs($first: Int, $after: String, $last: Int, $before: String, $userId: ID, $kind: JobKind, $state: JobState, $failure: JobFailure) {
  userJobs(
    first: $first
    after: $after
    last: $last
    before: $before
    userId: $userId
    kind: $kind
    state: $state
    failure: $failure
  ) {
    totalCount
    pageInfo {
      hasNextPage
      hasPreviousPage
      startCursor
      endCursor
    }
    edges {
      cursor
      node {
        ...UserJobParts
      }
    }
  }
}
    fragment UserJobParts on UserJob {
  jobId
  userId
  userName
  kind
  state
  progress
  step
  attempts
  attemptLimit
  failure
  error
  errorCode
  cause
  createdAt
  startedAt
  finishedAt
}`, {"hash":"sha256:e83a3088e87d9bc17083c13881e1438ba5db8c9288a3329a9d75025d46d29b8b"}) as unknown as TypedDocumentString<UserJobsQuery, UserJobsQueryVariables>;
export const RetryUserJobDocument = new TypedDocumentString(`
    mutation RetryUserJob($id: ID!) {
  retryUserJob(id: $id) {
    ...UserJobParts
  }
}
    fragment UserJobParts on UserJob {
  jobId
  userId
  userName
  kind
  state
  progress
  step
  attempts
  attemptLimit
  failure
  error
  errorCode
  cause
  createdAt
  startedAt
  finishedAt
}`, {"hash":"sha256:de637432560101897d6a9d70bd1e7f7e4ef9d672cd15ba715c87decade20390f"}) as unknown as TypedDocumentString<RetryUserJobMutation, RetryUserJobMutationVariables>;
export const UsersDocument = new TypedDocumentString(`
    query Users($first: Int, $after: String, $last: Int, $before: String, $search: String) {
  users(
    first: $first
    after: $after
    last: $last
    before: $before
    search: $search
  ) {
    totalCount
    pageInfo {
      hasNextPage
      hasPreviousPage
      startCursor
      endCursor
    }
    edges {
      cursor
      node {
        ...UserParts
      }
    }
  }
}
    fragment UserParts on User {
  id: userId
  name
  role
  createdAt
  conversations
  messages
  memories
  tokensToday
  dailyTokenLimit
  allowedDailyTokens
}`, {"hash":"sha256:6ab4ded651ce49736f428e09eb548fa2684e94b650886ca57cdcaa83fd695cec"}) as unknown as TypedDocumentString<UsersQuery, UsersQueryVariables>;
export const UpdateUserDocument = new TypedDocumentString(`
    mutation UpdateUser($id: ID!, $allowedDailyTokens: Int) {
  updateUser(id: $id, allowedDailyTokens: $allowedDailyTokens) {
    ...UserParts
  }
}
    fragment UserParts on User {
  id: userId
  name
  role
  createdAt
  conversations
  messages
  memories
  tokensToday
  dailyTokenLimit
  allowedDailyTokens
}`, {"hash":"sha256:61b2bed59239db0799e3dc4183c0ae863c221919b06ede6a0423b406e40e7f2b"}) as unknown as TypedDocumentString<UpdateUserMutation, UpdateUserMutationVariables>;
export const DisconnectUserDocument = new TypedDocumentString(`
    mutation DisconnectUser($id: ID!) {
  disconnectUser(id: $id)
}
    `, {"hash":"sha256:d2c463b19b7d069d89a54824aba40ddc6a3949bd5aae8f37d448e8633ea7aef6"}) as unknown as TypedDocumentString<DisconnectUserMutation, DisconnectUserMutationVariables>;
export const DeleteUserDocument = new TypedDocumentString(`
    mutation DeleteUser($id: ID!) {
  deleteUser(id: $id) {
    conversations
    messages
    memories
    jobs
    apiKeys
    deletedAt
  }
}
    `, {"hash":"sha256:59ee7fd840a69da1155674a1838b8f8a71e1b50ab3ece3644ba148d7688a93d0"}) as unknown as TypedDocumentString<DeleteUserMutation, DeleteUserMutationVariables>;
export const ViewerSettingsDocument = new TypedDocumentString(`
    query ViewerSettings {
  viewer {
    ...ViewerSettingParts
  }
}
    fragment ViewerSettingParts on Viewer {
  id
  drawsMemories
  dailyTokenLimit
  instructions
  voice {
    voice
    language
    rate
  }
}`, {"hash":"sha256:a3cc41903e89cb8cd9daf4f22ba623f2b2987edffbd1639a468dbe0130c10cf3"}) as unknown as TypedDocumentString<ViewerSettingsQuery, ViewerSettingsQueryVariables>;
export const UpdateViewerDocument = new TypedDocumentString(`
    mutation UpdateViewer($drawsMemories: Boolean, $dailyTokenLimit: Int, $instructions: String, $voice: String, $voiceLanguage: String, $voiceRate: Float) {
  updateViewer(
    drawsMemories: $drawsMemories
    dailyTokenLimit: $dailyTokenLimit
    instructions: $instructions
    voice: $voice
    voiceLanguage: $voiceLanguage
    voiceRate: $voiceRate
  ) {
    ...ViewerSettingParts
  }
}
    fragment ViewerSettingParts on Viewer {
  id
  drawsMemories
  dailyTokenLimit
  instructions
  voice {
    voice
    language
    rate
  }
}`, {"hash":"sha256:2ec343520d29f6641719c57baf788b02602dd051d51b83a326f24027f212a462"}) as unknown as TypedDocumentString<UpdateViewerMutation, UpdateViewerMutationVariables>;
export const ApiKeysDocument = new TypedDocumentString(`
    query ApiKeys {
  viewer {
    id
    apiKeys {
      ...ApiKeyParts
    }
  }
}
    fragment ApiKeyParts on ApiKey {
  id
  name
  prefix
  scopes
  pointsPerMinute
  createdAt
  lastUsedAt
  expiresAt
  revokedAt
}`, {"hash":"sha256:2c294380c5c469d36fd7447e593bfa5ee8a7fb50ac2fb6e7215c15805c5432fe"}) as unknown as TypedDocumentString<ApiKeysQuery, ApiKeysQueryVariables>;
export const CreateApiKeyDocument = new TypedDocumentString(`
    mutation CreateApiKey($name: String!, $expiresAt: DateTime, $scopes: [ApiKeyScope!], $pointsPerMinute: Int) {
  createApiKey(
    name: $name
    expiresAt: $expiresAt
    scopes: $scopes
    pointsPerMinute: $pointsPerMinute
  ) {
    apiKey {
      ...ApiKeyParts
    }
    secret
  }
}
    fragment ApiKeyParts on ApiKey {
  id
  name
  prefix
  scopes
  pointsPerMinute
  createdAt
  lastUsedAt
  expiresAt
  revokedAt
}`, {"hash":"sha256:e1d52d19d154fb74d2b3dad13fe2c3f0d2e55974b997a720c8cb72df815adcb4"}) as unknown as TypedDocumentString<CreateApiKeyMutation, CreateApiKeyMutationVariables>;
export const RevokeApiKeyDocument = new TypedDocumentString(`
    mutation RevokeApiKey($id: ID!) {
  revokeApiKey(id: $id) {
    ...ApiKeyParts
  }
}
    fragment ApiKeyParts on ApiKey {
  id
  name
  prefix
  scopes
  pointsPerMinute
  createdAt
  lastUsedAt
  expiresAt
  revokedAt
}`, {"hash":"sha256:3b8c467eae3dacccf65e89ee25f4a8e85ca728a6e64967e7f1b33af6c78ea5e9"}) as unknown as TypedDocumentString<RevokeApiKeyMutation, RevokeApiKeyMutationVariables>;