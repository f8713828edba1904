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

/** What was done. */
export type AuditAction =
  /** This log was listed on the command line. */
  | 'AUDIT_LISTED'
  /** A backup of everything was begun on the command line. */
  | 'BACKUP_BEGUN'
  /** The database was restored from a backup: what came after it is not here. */
  | 'BACKUP_RESTORED'
  /** Jobs of all users were listed. */
  | 'JOBS_LISTED'
  /** An administrator had a job run once more; the details have the job and its kind. */
  | 'JOB_RETRIED'
  /** All keys were listed. */
  | 'KEYS_LISTED'
  /** A key was made; the details have its owner, scopes, limit and end. */
  | 'KEY_CREATED'
  /** A key was ended; the details have its owner. */
  | 'KEY_REVOKED'
  /** What was written without authentication was given to an administrator. */
  | 'LOCAL_DATA_GIVEN'
  /** An administrator asked for a comparison of the index with their memories. */
  | 'MEMORY_CHECK_REQUESTED'
  /** A new index of memories was asked for. */
  | 'MEMORY_REBUILD_REQUESTED'
  /** It was counted how much a user has. */
  | 'PROPERTY_COUNTED'
  /** A user deleted themselves. */
  | 'SELF_DELETED'
  /** All users were listed. */
  | 'USERS_LISTED'
  /** A user was made; the details have the role. */
  | 'USER_CREATED'
  /** A user was deleted. */
  | 'USER_DELETED'
  /** What ran for a user was ended. */
  | 'USER_DISCONNECTED'
  /** A token gave a user another role; the details have both. */
  | 'USER_ROLE_CHANGED'
  /** An administrator changed what a user is allowed; the details have both. */
  | 'USER_UPDATED';

/** What somebody showed. */
export type AuditCredential =
  /** The key in LEX_ADMIN_KEY. */
  | 'ADMIN_KEY'
  /** An API key. */
  | 'KEY'
  /** Nothing: it was done on the machine, by whoever runs the server. */
  | 'MACHINE'
  /** Nothing: the server asks nobody. */
  | 'NONE'
  /** A token of an identity provider. */
  | 'TOKEN';

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

/** A recording of what somebody says. */
export type TranscribeInput = {
  /** The recording in base64; the whole request has its usual bound. */
  audio: string;
  /** audio/webm, audio/ogg, audio/mp4, audio/mpeg, audio/wav or audio/flac. */
  contentType: string;
  /** Two letters, as ISO 639-1 names it; left out: that of `viewer.voice`, and where there is none the model finds out. */
  language?: string | null | undefined;
};

/** What becomes of a message that follows a reply which has not ended. */
export type WhenBusy =
  /** That reply, and others that it waits for, are stopped and keep what was written; then this one is answered. */
  | 'INTERRUPT'
  /** Its reply waits until that one has ended, however it does, and then has it before its eyes. Up to ten may wait in a conversation. */
  | 'QUEUE'
  /** It is refused with CONFLICT, and nothing is stored. */
  | 'REJECT';

export type UsersQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  search?: string | null | undefined;
}>;


export type UsersQuery = { users: { __typename: 'QueryUsersConnection', totalCount: number, pageInfo: { __typename: 'PageInfo', hasNextPage: boolean, endCursor: string | null }, edges: Array<{ __typename: 'QueryUsersConnectionEdge', node: { __typename: 'User', name: string, role: Role, createdAt: string, conversations: number, messages: number, memories: number, tokensToday: number, dailyTokenLimit: number | null, allowedDailyTokens: number | null, id: string } }> } };

export type AuditLogQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
}>;


export type AuditLogQuery = { auditLog: { __typename: 'QueryAuditLogConnection', totalCount: number, pageInfo: { __typename: 'PageInfo', hasNextPage: boolean, endCursor: string | null }, edges: Array<{ __typename: 'QueryAuditLogConnectionEdge', cursor: string, node: { __typename: 'AuditEntry', at: string, action: AuditAction, actorName: string, credential: AuditCredential, keyPrefix: string | null, targetName: string | null, details: unknown } }> } };

export type AllowTokensMutationVariables = Exact<{
  id: string | number;
  tokens?: number | null | undefined;
}>;


export type AllowTokensMutation = { updateUser: { __typename: 'User', name: string, role: Role, createdAt: string, conversations: number, messages: number, memories: number, tokensToday: number, dailyTokenLimit: number | null, allowedDailyTokens: number | null, id: string } };

export type DisconnectUserMutationVariables = Exact<{
  id: string | number;
}>;


export type DisconnectUserMutation = { disconnectUser: boolean };

export type DeleteUserMutationVariables = Exact<{
  id: string | number;
}>;


export type DeleteUserMutation = { deleteUser: { __typename: 'DeletionReceipt', conversations: number, messages: number, memories: number, jobs: number, apiKeys: number, deletedAt: string } };

export type UserRowPartsFragment = { __typename: 'User', name: string, role: Role, createdAt: string, conversations: number, messages: number, memories: number, tokensToday: number, dailyTokenLimit: number | null, allowedDailyTokens: number | null, id: string };

export type UserJobsQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  kind?: JobKind | null | undefined;
  state?: JobState | null | undefined;
}>;


export type UserJobsQuery = { userJobs: { __typename: 'QueryUserJobsConnection', totalCount: number, pageInfo: { __typename: 'PageInfo', hasNextPage: boolean, endCursor: string | null }, edges: Array<{ __typename: 'QueryUserJobsConnectionEdge', node: { __typename: 'UserJob', jobId: string, userName: string, kind: JobKind, state: JobState, step: string | null, attempts: number, failure: JobFailure | null, error: string | null, cause: string | null, createdAt: string, finishedAt: string | null } }> } };

export type RetryUserJobMutationVariables = Exact<{
  id: string | number;
}>;


export type RetryUserJobMutation = { retryUserJob: { __typename: 'UserJob', jobId: string, userName: string, kind: JobKind, state: JobState, step: string | null, attempts: number, failure: JobFailure | null, error: string | null, cause: string | null, createdAt: string, finishedAt: string | null } };

export type SchedulesQueryVariables = Exact<{ [key: string]: never; }>;


export type SchedulesQuery = { schedules: Array<{ __typename: 'Schedule', name: string, does: string, isRunning: boolean, nextRunAt: string, lastRun: { __typename: 'ScheduledRun', startedAt: string, problem: string | null } | null }> };

export type UserJobRowPartsFragment = { __typename: 'UserJob', jobId: string, userName: string, kind: JobKind, state: JobState, step: string | null, attempts: number, failure: JobFailure | null, error: string | null, cause: string | null, createdAt: string, finishedAt: string | null };

export type ThreadMessageFragment = { __typename: 'Message', id: string, role: MessageRole, state: MessageState, content: string, audioUrl: string | null, reasoning: string | null, error: string | null, errorCode: string | null, finishReason: FinishReason | null, model: string | null, createdAt: string, siblingIds: Array<string>, attachments: Array<{ __typename: 'Attachment', id: string, name: string, contentType: string, width: number | null, height: number | null, url: string }>, parent: { __typename: 'Message', id: string } | null, job: { __typename: 'Job', id: string } | null, memoriesUsed: Array<{ __typename: 'RecallHit', reasons: Array<string>, memory: { __typename: 'Memory', id: string, key: string, namespace: string, content: string, kept: boolean, updatedAt: string } }>, memoriesMade: Array<{ __typename: 'Memory', id: string, key: string, namespace: string, content: string, kept: boolean, updatedAt: string }>, citations: Array<{ __typename: 'Citation', number: number, page: number | null, heading: string | null, words: string, document: { __typename: 'Document', id: string, name: string } }> };

export type ThreadQueryVariables = Exact<{
  id: string | number;
  before?: string | null | undefined;
}>;


export type ThreadQuery = { conversation: { __typename: 'Conversation', id: string, title: string, model: string | null, archived: boolean, unread: boolean, messages: { __typename: 'ConversationMessagesConnection', edges: Array<{ __typename: 'ConversationMessagesConnectionEdge', node: { __typename: 'Message', id: string, role: MessageRole, state: MessageState, content: string, audioUrl: string | null, reasoning: string | null, error: string | null, errorCode: string | null, finishReason: FinishReason | null, model: string | null, createdAt: string, siblingIds: Array<string>, attachments: Array<{ __typename: 'Attachment', id: string, name: string, contentType: string, width: number | null, height: number | null, url: string }>, parent: { __typename: 'Message', id: string } | null, job: { __typename: 'Job', id: string } | null, memoriesUsed: Array<{ __typename: 'RecallHit', reasons: Array<string>, memory: { __typename: 'Memory', id: string, key: string, namespace: string, content: string, kept: boolean, updatedAt: string } }>, memoriesMade: Array<{ __typename: 'Memory', id: string, key: string, namespace: string, content: string, kept: boolean, updatedAt: string }>, citations: Array<{ __typename: 'Citation', number: number, page: number | null, heading: string | null, words: string, document: { __typename: 'Document', id: string, name: string } }> } }>, pageInfo: { __typename: 'PageInfo', hasPreviousPage: boolean, startCursor: string | null } } } | null };

export type ThreadConversationFragment = { __typename: 'Conversation', id: string, title: string, model: string | null, archived: boolean, unread: boolean };

export type MarkReadMutationVariables = Exact<{
  conversationId: string | number;
  messageId: string | number;
}>;


export type MarkReadMutation = { markRead: { __typename: 'Conversation', id: string, unread: boolean } };

export type SendMutationVariables = Exact<{
  input: ChatInput;
}>;


export type SendMutation = { chat: { __typename: 'ChatPayload', conversation: { __typename: 'Conversation', id: string, title: string, model: string | null, archived: boolean, unread: boolean }, message: { __typename: 'Message', id: string, role: MessageRole, state: MessageState, content: string, audioUrl: string | null, reasoning: string | null, error: string | null, errorCode: string | null, finishReason: FinishReason | null, model: string | null, createdAt: string, siblingIds: Array<string>, attachments: Array<{ __typename: 'Attachment', id: string, name: string, contentType: string, width: number | null, height: number | null, url: string }>, parent: { __typename: 'Message', id: string } | null, job: { __typename: 'Job', id: string } | null, memoriesUsed: Array<{ __typename: 'RecallHit', reasons: Array<string>, memory: { __typename: 'Memory', id: string, key: string, namespace: string, content: string, kept: boolean, updatedAt: string } }>, memoriesMade: Array<{ __typename: 'Memory', id: string, key: string, namespace: string, content: string, kept: boolean, updatedAt: string }>, citations: Array<{ __typename: 'Citation', number: number, page: number | null, heading: string | null, words: string, document: { __typename: 'Document', id: string, name: string } }> }, reply: { __typename: 'Message', id: string, role: MessageRole, state: MessageState, content: string, audioUrl: string | null, reasoning: string | null, error: string | null, errorCode: string | null, finishReason: FinishReason | null, model: string | null, createdAt: string, siblingIds: Array<string>, attachments: Array<{ __typename: 'Attachment', id: string, name: string, contentType: string, width: number | null, height: number | null, url: string }>, parent: { __typename: 'Message', id: string } | null, job: { __typename: 'Job', id: string } | null, memoriesUsed: Array<{ __typename: 'RecallHit', reasons: Array<string>, memory: { __typename: 'Memory', id: string, key: string, namespace: string, content: string, kept: boolean, updatedAt: string } }>, memoriesMade: Array<{ __typename: 'Memory', id: string, key: string, namespace: string, content: string, kept: boolean, updatedAt: string }>, citations: Array<{ __typename: 'Citation', number: number, page: number | null, heading: string | null, words: string, document: { __typename: 'Document', id: string, name: string } }> } } };

export type RegenerateMutationVariables = Exact<{
  messageId: string | number;
  idempotencyKey: string;
}>;


export type RegenerateMutation = { regenerateReply: { __typename: 'ChatPayload', message: { __typename: 'Message', id: string, role: MessageRole, state: MessageState, content: string, audioUrl: string | null, reasoning: string | null, error: string | null, errorCode: string | null, finishReason: FinishReason | null, model: string | null, createdAt: string, siblingIds: Array<string>, attachments: Array<{ __typename: 'Attachment', id: string, name: string, contentType: string, width: number | null, height: number | null, url: string }>, parent: { __typename: 'Message', id: string } | null, job: { __typename: 'Job', id: string } | null, memoriesUsed: Array<{ __typename: 'RecallHit', reasons: Array<string>, memory: { __typename: 'Memory', id: string, key: string, namespace: string, content: string, kept: boolean, updatedAt: string } }>, memoriesMade: Array<{ __typename: 'Memory', id: string, key: string, namespace: string, content: string, kept: boolean, updatedAt: string }>, citations: Array<{ __typename: 'Citation', number: number, page: number | null, heading: string | null, words: string, document: { __typename: 'Document', id: string, name: string } }> }, reply: { __typename: 'Message', id: string, role: MessageRole, state: MessageState, content: string, audioUrl: string | null, reasoning: string | null, error: string | null, errorCode: string | null, finishReason: FinishReason | null, model: string | null, createdAt: string, siblingIds: Array<string>, attachments: Array<{ __typename: 'Attachment', id: string, name: string, contentType: string, width: number | null, height: number | null, url: string }>, parent: { __typename: 'Message', id: string } | null, job: { __typename: 'Job', id: string } | null, memoriesUsed: Array<{ __typename: 'RecallHit', reasons: Array<string>, memory: { __typename: 'Memory', id: string, key: string, namespace: string, content: string, kept: boolean, updatedAt: string } }>, memoriesMade: Array<{ __typename: 'Memory', id: string, key: string, namespace: string, content: string, kept: boolean, updatedAt: string }>, citations: Array<{ __typename: 'Citation', number: number, page: number | null, heading: string | null, words: string, document: { __typename: 'Document', id: string, name: string } }> } } };

export type EditQueuedMutationVariables = Exact<{
  messageId: string | number;
  message: string;
}>;


export type EditQueuedMutation = { editMessage: { __typename: 'Message', id: string, role: MessageRole, state: MessageState, content: string, audioUrl: string | null, reasoning: string | null, error: string | null, errorCode: string | null, finishReason: FinishReason | null, model: string | null, createdAt: string, siblingIds: Array<string>, attachments: Array<{ __typename: 'Attachment', id: string, name: string, contentType: string, width: number | null, height: number | null, url: string }>, parent: { __typename: 'Message', id: string } | null, job: { __typename: 'Job', id: string } | null, memoriesUsed: Array<{ __typename: 'RecallHit', reasons: Array<string>, memory: { __typename: 'Memory', id: string, key: string, namespace: string, content: string, kept: boolean, updatedAt: string } }>, memoriesMade: Array<{ __typename: 'Memory', id: string, key: string, namespace: string, content: string, kept: boolean, updatedAt: string }>, citations: Array<{ __typename: 'Citation', number: number, page: number | null, heading: string | null, words: string, document: { __typename: 'Document', id: string, name: string } }> } };

export type StopReplyMutationVariables = Exact<{
  messageId: string | number;
}>;


export type StopReplyMutation = { stopReply: { __typename: 'Message', id: string, role: MessageRole, state: MessageState, content: string, audioUrl: string | null, reasoning: string | null, error: string | null, errorCode: string | null, finishReason: FinishReason | null, model: string | null, createdAt: string, siblingIds: Array<string>, attachments: Array<{ __typename: 'Attachment', id: string, name: string, contentType: string, width: number | null, height: number | null, url: string }>, parent: { __typename: 'Message', id: string } | null, job: { __typename: 'Job', id: string } | null, memoriesUsed: Array<{ __typename: 'RecallHit', reasons: Array<string>, memory: { __typename: 'Memory', id: string, key: string, namespace: string, content: string, kept: boolean, updatedAt: string } }>, memoriesMade: Array<{ __typename: 'Memory', id: string, key: string, namespace: string, content: string, kept: boolean, updatedAt: string }>, citations: Array<{ __typename: 'Citation', number: number, page: number | null, heading: string | null, words: string, document: { __typename: 'Document', id: string, name: string } }> } };

export type ChooseModelMutationVariables = Exact<{
  id: string | number;
  model?: string | null | undefined;
}>;


export type ChooseModelMutation = { updateConversation: { __typename: 'Conversation', id: string, title: string, model: string | null, archived: boolean, unread: boolean } };

export type SummarizeConversationMutationVariables = Exact<{
  conversationId: string | number;
}>;


export type SummarizeConversationMutation = { summarizeConversation: { __typename: 'Job', id: string } };

export type ModelsQueryVariables = Exact<{ [key: string]: never; }>;


export type ModelsQuery = { models: Array<{ __typename: 'OfferedModel', name: string, isDefault: boolean }> };

export type OneMessageQueryVariables = Exact<{
  id: string | number;
}>;


export type OneMessageQuery = { message: { __typename: 'Message', id: string, role: MessageRole, state: MessageState, content: string, audioUrl: string | null, reasoning: string | null, error: string | null, errorCode: string | null, finishReason: FinishReason | null, model: string | null, createdAt: string, siblingIds: Array<string>, attachments: Array<{ __typename: 'Attachment', id: string, name: string, contentType: string, width: number | null, height: number | null, url: string }>, parent: { __typename: 'Message', id: string } | null, job: { __typename: 'Job', id: string } | null, memoriesUsed: Array<{ __typename: 'RecallHit', reasons: Array<string>, memory: { __typename: 'Memory', id: string, key: string, namespace: string, content: string, kept: boolean, updatedAt: string } }>, memoriesMade: Array<{ __typename: 'Memory', id: string, key: string, namespace: string, content: string, kept: boolean, updatedAt: string }>, citations: Array<{ __typename: 'Citation', number: number, page: number | null, heading: string | null, words: string, document: { __typename: 'Document', id: string, name: string } }> } | null };

export type NotedMemoryFragment = { __typename: 'Memory', id: string, key: string, namespace: string, content: string, kept: boolean, updatedAt: string };

export type CorrectMemoryMutationVariables = Exact<{
  input: MemoryInput;
}>;


export type CorrectMemoryMutation = { remember: { __typename: 'Memory', id: string, key: string, namespace: string, content: string, kept: boolean, updatedAt: string } };

export type ForgetNotedMutationVariables = Exact<{
  namespace: string;
  key: string;
}>;


export type ForgetNotedMutation = { forget: boolean };

export type KeepNotedMutationVariables = Exact<{
  id: string | number;
  kept: boolean;
}>;


export type KeepNotedMutation = { keepMemory: { __typename: 'Memory', id: string, key: string, namespace: string, content: string, kept: boolean, updatedAt: string } };

export type ThreadChangedSubscriptionVariables = Exact<{
  id: string | number;
}>;


export type ThreadChangedSubscription = { conversationUpdated: { __typename: 'Message', id: string, role: MessageRole, state: MessageState, content: string, audioUrl: string | null, reasoning: string | null, error: string | null, errorCode: string | null, finishReason: FinishReason | null, model: string | null, createdAt: string, siblingIds: Array<string>, attachments: Array<{ __typename: 'Attachment', id: string, name: string, contentType: string, width: number | null, height: number | null, url: string }>, parent: { __typename: 'Message', id: string } | null, job: { __typename: 'Job', id: string } | null, memoriesUsed: Array<{ __typename: 'RecallHit', reasons: Array<string>, memory: { __typename: 'Memory', id: string, key: string, namespace: string, content: string, kept: boolean, updatedAt: string } }>, memoriesMade: Array<{ __typename: 'Memory', id: string, key: string, namespace: string, content: string, kept: boolean, updatedAt: string }>, citations: Array<{ __typename: 'Citation', number: number, page: number | null, heading: string | null, words: string, document: { __typename: 'Document', id: string, name: string } }> } };

export type FollowReplySubscriptionVariables = Exact<{
  messageId: string | number;
  after?: string | null | undefined;
}>;


export type FollowReplySubscription = { replyStream: { __typename: 'ReplyEvent', kind: ReplyEventKind, cursor: string, text: string | null, reasoning: string | null, message: { __typename: 'Message', id: string, role: MessageRole, state: MessageState, content: string, audioUrl: string | null, reasoning: string | null, error: string | null, errorCode: string | null, finishReason: FinishReason | null, model: string | null, createdAt: string, siblingIds: Array<string>, attachments: Array<{ __typename: 'Attachment', id: string, name: string, contentType: string, width: number | null, height: number | null, url: string }>, parent: { __typename: 'Message', id: string } | null, job: { __typename: 'Job', id: string } | null, memoriesUsed: Array<{ __typename: 'RecallHit', reasons: Array<string>, memory: { __typename: 'Memory', id: string, key: string, namespace: string, content: string, kept: boolean, updatedAt: string } }>, memoriesMade: Array<{ __typename: 'Memory', id: string, key: string, namespace: string, content: string, kept: boolean, updatedAt: string }>, citations: Array<{ __typename: 'Citation', number: number, page: number | null, heading: string | null, words: string, document: { __typename: 'Document', id: string, name: string } }> } | null } };

export type DrawnMemoriesSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type DrawnMemoriesSubscription = { jobUpdated: { __typename: 'Job', kind: JobKind, state: JobState } };

export type ListedConversationFragment = { __typename: 'Conversation', id: string, title: string, archived: boolean, createdAt: string, unread: boolean, lastMessage: { __typename: 'Message', id: string, state: MessageState, excerpt: string, createdAt: string } | null };

export type ConversationListQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  archived: boolean;
  search?: string | null | undefined;
}>;


export type ConversationListQuery = { conversations: { __typename: 'QueryConversationsConnection', pageInfo: { __typename: 'PageInfo', hasNextPage: boolean, endCursor: string | null }, edges: Array<{ __typename: 'QueryConversationsConnectionEdge', node: { __typename: 'Conversation', id: string, title: string, archived: boolean, createdAt: string, unread: boolean, lastMessage: { __typename: 'Message', id: string, state: MessageState, excerpt: string, createdAt: string } | null }, found: { __typename: 'FoundMessage', message: { __typename: 'Message', id: string }, snippet: { __typename: 'Snippet', text: string, hits: Array<{ __typename: 'TextHit', start: number, end: number }> } } | null }> } };

export type ConversationListChangesSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type ConversationListChangesSubscription = { conversationsChanged: { __typename: 'ConversationsChange', kind: ConversationsChangeKind, id: string, conversation: { __typename: 'Conversation', id: string, title: string, archived: boolean, createdAt: string, unread: boolean, lastMessage: { __typename: 'Message', id: string, state: MessageState, excerpt: string, createdAt: string } | null } | null } };

export type RenameConversationMutationVariables = Exact<{
  id: string | number;
  title: string;
}>;


export type RenameConversationMutation = { updateConversation: { __typename: 'Conversation', id: string, title: string, archived: boolean, createdAt: string, unread: boolean, lastMessage: { __typename: 'Message', id: string, state: MessageState, excerpt: string, createdAt: string } | null } };

export type ArchiveConversationMutationVariables = Exact<{
  id: string | number;
  archived: boolean;
}>;


export type ArchiveConversationMutation = { updateConversation: { __typename: 'Conversation', id: string, title: string, archived: boolean, createdAt: string, unread: boolean, lastMessage: { __typename: 'Message', id: string, state: MessageState, excerpt: string, createdAt: string } | null } };

export type RemoveListedConversationMutationVariables = Exact<{
  id: string | number;
}>;


export type RemoveListedConversationMutation = { removeConversation: { __typename: 'RemoveConversationPayload', deletedConversationId: string } };

export type ListedDocumentFragment = { __typename: 'Document', id: string, name: string, state: DocumentState, type: DocumentType | null, bytes: number, pages: number | null, parts: number, createdAt: string, job: { __typename: 'Job', id: string, kind: JobKind, state: JobState, progress: number, step: string | null, attempts: number, error: string | null, errorCode: string | null, result: unknown, createdAt: string, startedAt: string | null, finishedAt: string | null } | null };

export type DocumentsQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type DocumentsQuery = { documents: { __typename: 'QueryDocumentsConnection', totalCount: number, edges: Array<{ __typename: 'QueryDocumentsConnectionEdge', node: { __typename: 'Document', id: string, name: string, state: DocumentState, type: DocumentType | null, bytes: number, pages: number | null, parts: number, createdAt: string, job: { __typename: 'Job', id: string, kind: JobKind, state: JobState, progress: number, step: string | null, attempts: number, error: string | null, errorCode: string | null, result: unknown, createdAt: string, startedAt: string | null, finishedAt: string | null } | null } }>, pageInfo: { __typename: 'PageInfo', hasNextPage: boolean, endCursor: string | null } } };

export type IngestUploadMutationVariables = Exact<{
  input: IngestUploadInput;
}>;


export type IngestUploadMutation = { ingestUpload: { __typename: 'DocumentUpload', url: string, maxBytes: number } };

export type DeleteDocumentMutationVariables = Exact<{
  id: string | number;
}>;


export type DeleteDocumentMutation = { deleteDocument: { __typename: 'DeleteDocumentPayload', deletedDocumentId: string } };

export type ListedJobFragment = { __typename: 'Job', id: string, kind: JobKind, state: JobState, progress: number, step: string | null, attempts: number, error: string | null, errorCode: string | null, result: unknown, createdAt: string, startedAt: string | null, finishedAt: string | null };

export type JobsQueryVariables = Exact<{
  kind?: JobKind | null | undefined;
  state?: JobState | null | undefined;
  after?: string | null | undefined;
}>;


export type JobsQuery = { jobs: { __typename: 'QueryJobsConnection', totalCount: number, edges: Array<{ __typename: 'QueryJobsConnectionEdge', node: { __typename: 'Job', id: string, kind: JobKind, state: JobState, progress: number, step: string | null, attempts: number, error: string | null, errorCode: string | null, result: unknown, createdAt: string, startedAt: string | null, finishedAt: string | null } }>, pageInfo: { __typename: 'PageInfo', hasNextPage: boolean, endCursor: string | null } } };

export type JobUpdatedSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type JobUpdatedSubscription = { jobUpdated: { __typename: 'Job', id: string, kind: JobKind, state: JobState, progress: number, step: string | null, attempts: number, error: string | null, errorCode: string | null, result: unknown, createdAt: string, startedAt: string | null, finishedAt: string | null } };

export type JobProgressSubscriptionVariables = Exact<{
  id: string | number;
}>;


export type JobProgressSubscription = { jobProgress: { __typename: 'Job', id: string, kind: JobKind, state: JobState, progress: number, step: string | null, attempts: number, error: string | null, errorCode: string | null, result: unknown, createdAt: string, startedAt: string | null, finishedAt: string | null } };

export type CancelJobMutationVariables = Exact<{
  id: string | number;
}>;


export type CancelJobMutation = { cancelJob: { __typename: 'Job', id: string, kind: JobKind, state: JobState, progress: number, step: string | null, attempts: number, error: string | null, errorCode: string | null, result: unknown, createdAt: string, startedAt: string | null, finishedAt: string | null } };

export type RetryJobMutationVariables = Exact<{
  id: string | number;
}>;


export type RetryJobMutation = { retryJob: { __typename: 'Job', id: string, kind: JobKind, state: JobState, progress: number, step: string | null, attempts: number, error: string | null, errorCode: string | null, result: unknown, createdAt: string, startedAt: string | null, finishedAt: string | null } };

export type KeysQueryVariables = Exact<{ [key: string]: never; }>;


export type KeysQuery = { viewer: { __typename: 'Viewer', id: string, apiKeys: Array<{ __typename: 'ApiKey', id: string, name: string, prefix: string, scopes: Array<ApiKeyScope>, createdAt: string, lastUsedAt: string | null, expiresAt: string | null, revokedAt: string | null }> } };

export type CreateKeyMutationVariables = Exact<{
  name: string;
  scopes?: Array<ApiKeyScope> | ApiKeyScope | null | undefined;
  expiresAt?: string | null | undefined;
}>;


export type CreateKeyMutation = { createApiKey: { __typename: 'CreateApiKeyPayload', secret: string, apiKey: { __typename: 'ApiKey', id: string, name: string, prefix: string, scopes: Array<ApiKeyScope>, createdAt: string, lastUsedAt: string | null, expiresAt: string | null, revokedAt: string | null } } };

export type RevokeKeyMutationVariables = Exact<{
  id: string | number;
}>;


export type RevokeKeyMutation = { revokeApiKey: { __typename: 'ApiKey', id: string, name: string, prefix: string, scopes: Array<ApiKeyScope>, createdAt: string, lastUsedAt: string | null, expiresAt: string | null, revokedAt: string | null } };

export type KeyPartsFragment = { __typename: 'ApiKey', id: string, name: string, prefix: string, scopes: Array<ApiKeyScope>, createdAt: string, lastUsedAt: string | null, expiresAt: string | null, revokedAt: string | null };

export type ListedMemoryFragment = { __typename: 'Memory', id: string, namespace: string, key: string, content: string, group: string | null, tags: Array<string>, metadata: unknown, kept: boolean, createdAt: string, updatedAt: string, expiresAt: string | null, source: { __typename: 'Message', id: string, conversation: { __typename: 'Conversation', id: string, title: string } } | null };

export type MemoriesQueryVariables = Exact<{
  namespace: string;
  tag?: string | null | undefined;
  after?: string | null | undefined;
}>;


export type MemoriesQuery = { memories: { __typename: 'QueryMemoriesConnection', totalCount: number, edges: Array<{ __typename: 'QueryMemoriesConnectionEdge', node: { __typename: 'Memory', id: string, namespace: string, key: string, content: string, group: string | null, tags: Array<string>, metadata: unknown, kept: boolean, createdAt: string, updatedAt: string, expiresAt: string | null, source: { __typename: 'Message', id: string, conversation: { __typename: 'Conversation', id: string, title: string } } | null } }>, pageInfo: { __typename: 'PageInfo', hasNextPage: boolean, endCursor: string | null } } };

export type MemoryWithHistoryQueryVariables = Exact<{
  id: string | number;
}>;


export type MemoryWithHistoryQuery = { node:
    | { __typename: 'ApiKey' }
    | { __typename: 'Attachment' }
    | { __typename: 'Conversation' }
    | { __typename: 'Document' }
    | { __typename: 'Job' }
    | { __typename: 'Memory', id: string, namespace: string, key: string, content: string, group: string | null, tags: Array<string>, metadata: unknown, kept: boolean, createdAt: string, updatedAt: string, expiresAt: string | null, history: Array<{ __typename: 'MemoryVersion', content: string, replacedAt: string, source: { __typename: 'Message', id: string, conversation: { __typename: 'Conversation', id: string, title: string } } | null }>, source: { __typename: 'Message', id: string, conversation: { __typename: 'Conversation', id: string, title: string } } | null }
    | { __typename: 'Message' }
    | { __typename: 'Viewer' }
   | null };

export type RememberMutationVariables = Exact<{
  input: MemoryInput;
}>;


export type RememberMutation = { remember: { __typename: 'Memory', id: string, namespace: string, key: string, content: string, group: string | null, tags: Array<string>, metadata: unknown, kept: boolean, createdAt: string, updatedAt: string, expiresAt: string | null, source: { __typename: 'Message', id: string, conversation: { __typename: 'Conversation', id: string, title: string } } | null } };

export type KeepMemoryMutationVariables = Exact<{
  id: string | number;
  kept: boolean;
}>;


export type KeepMemoryMutation = { keepMemory: { __typename: 'Memory', id: string, namespace: string, key: string, content: string, group: string | null, tags: Array<string>, metadata: unknown, kept: boolean, createdAt: string, updatedAt: string, expiresAt: string | null, source: { __typename: 'Message', id: string, conversation: { __typename: 'Conversation', id: string, title: string } } | null } };

export type ForgetMutationVariables = Exact<{
  namespace: string;
  key: string;
}>;


export type ForgetMutation = { forget: boolean };

export type SetDrawsMemoriesMutationVariables = Exact<{
  drawsMemories: boolean;
}>;


export type SetDrawsMemoriesMutation = { updateViewer: { __typename: 'Viewer', id: string, drawsMemories: boolean } };

export type MemoryNamespacesQueryVariables = Exact<{ [key: string]: never; }>;


export type MemoryNamespacesQuery = { memoryNamespaces: Array<{ __typename: 'MemoryNamespace', name: string }> };

export type RecallQueryVariables = Exact<{
  query: string;
  namespace: string;
  tag?: string | null | undefined;
}>;


export type RecallQuery = { recall: Array<{ __typename: 'RecallHit', score: number, reasons: Array<string>, memory: { __typename: 'Memory', id: string, namespace: string, key: string, content: string, group: string | null, tags: Array<string>, metadata: unknown, kept: boolean, createdAt: string, updatedAt: string, expiresAt: string | null, source: { __typename: 'Message', id: string, conversation: { __typename: 'Conversation', id: string, title: string } } | null } }> };

export type ExplainRecallQueryVariables = Exact<{
  query: string;
  namespace: string;
  tag?: string | null | undefined;
}>;


export type ExplainRecallQuery = { explainRecall: Array<{ __typename: 'RecallExplanation', score: number, beside: number, phrases: number, likeness: number, wordScore: number, wordRank: number | null, similarity: number | null, similarityRank: number | null, memory: { __typename: 'Memory', id: string }, words: Array<{ __typename: 'RecalledWord', word: string, rarity: number, score: number }>, neighbours: Array<{ __typename: 'NeighbourLift', word: string, score: number, memory: { __typename: 'Memory', id: string, excerpt: string } | null }>, factors: { __typename: 'RecallFactors', asking: number, heading: number, group: number, time: number, recency: number } }> };

export type ExportMyDataMutationVariables = Exact<{ [key: string]: never; }>;


export type ExportMyDataMutation = { exportData: { __typename: 'Job', id: string, kind: JobKind, state: JobState, progress: number, step: string | null, attempts: number, error: string | null, errorCode: string | null, result: unknown, createdAt: string, startedAt: string | null, finishedAt: string | null } };

export type NewestExportQueryVariables = Exact<{ [key: string]: never; }>;


export type NewestExportQuery = { jobs: { __typename: 'QueryJobsConnection', edges: Array<{ __typename: 'QueryJobsConnectionEdge', node: { __typename: 'Job', id: string, kind: JobKind, state: JobState, progress: number, step: string | null, attempts: number, error: string | null, errorCode: string | null, result: unknown, createdAt: string, startedAt: string | null, finishedAt: string | null } }> } };

export type ExportJobQueryVariables = Exact<{
  id: string | number;
}>;


export type ExportJobQuery = { job: { __typename: 'Job', id: string, result: unknown } | null };

export type ImportMyConversationsMutationVariables = Exact<{
  input: ImportConversationsInput;
}>;


export type ImportMyConversationsMutation = { importConversations: { __typename: 'ArchiveUpload', url: string, maxBytes: number } };

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { viewer: { __typename: 'Viewer', id: string, name: string, role: Role, drawsMemories: boolean } };

export type SettingsQueryVariables = Exact<{ [key: string]: never; }>;


export type SettingsQuery = { viewer: { __typename: 'Viewer', id: string, instructions: string | null } };

export type ChangeInstructionsMutationVariables = Exact<{
  instructions?: string | null | undefined;
}>;


export type ChangeInstructionsMutation = { updateViewer: { __typename: 'Viewer', id: string, instructions: string | null } };

export type DeleteMeMutationVariables = Exact<{
  confirm: string;
}>;


export type DeleteMeMutation = { deleteMe: { __typename: 'DeletionReceipt', conversations: number, messages: number, memories: number, jobs: number, apiKeys: number, deletedAt: string } };

export type ReceiptPartsFragment = { __typename: 'DeletionReceipt', conversations: number, messages: number, memories: number, jobs: number, apiKeys: number, deletedAt: string };

export type StatusChangedSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type StatusChangedSubscription = { statusChanged: { __typename: 'Status', state: HealthState, version: string, mode: DeploymentMode, startedAt: string, uptimeSeconds: number, model: string, components: Array<{ __typename: 'ComponentStatus', name: string, state: HealthState, latencyMs: number | null, detail: string | null }>, queues: Array<{ __typename: 'QueueStatus', name: string, waiting: number, active: number, delayed: number, completed: number, failed: number, workers: number }>, requests: { __typename: 'RequestStatus', perSecond: number, p50Ms: number | null, p99Ms: number | null, answered: number, failed: number }, cache: { __typename: 'CacheStatus', hitsInProcess: number, hitsInRedis: number, misses: number, hitRatio: number, entries: number }, memory: { __typename: 'MemoryStatus', items: number, bytes: number }, process: { __typename: 'ProcessStatus', rssBytes: number, heapUsedBytes: number, eventLoopDelayMs: number, openSubscriptions: number } } };

export type OwnUsageQueryVariables = Exact<{
  days: number;
}>;


export type OwnUsageQuery = { viewer: { __typename: 'Viewer', id: string, dailyTokenLimit: number | null }, usage: { __typename: 'Usage', today: { __typename: 'TodaysTokens', gone: number, left: number | null, limit: number | null }, used: Array<{ __typename: 'UsedTokens', day: string, model: string, use: TokenUse, calls: number, inputTokens: number, outputTokens: number, cost: number | null }> } };

export type TotalUsageQueryVariables = Exact<{
  days: number;
}>;


export type TotalUsageQuery = { totalUsage: { __typename: 'Usage', today: { __typename: 'TodaysTokens', gone: number, left: number | null, limit: number | null }, used: Array<{ __typename: 'UsedTokens', day: string, model: string, use: TokenUse, calls: number, inputTokens: number, outputTokens: number, cost: number | null }> } };

export type StoredQueryVariables = Exact<{ [key: string]: never; }>;


export type StoredQuery = { stored: { __typename: 'Stored', bytes: number, limit: number | null } };

export type LimitTokensMutationVariables = Exact<{
  limit?: number | null | undefined;
}>;


export type LimitTokensMutation = { updateViewer: { __typename: 'Viewer', id: string, dailyTokenLimit: number | null } };

export type UsagePartsFragment = { __typename: 'Usage', today: { __typename: 'TodaysTokens', gone: number, left: number | null, limit: number | null }, used: Array<{ __typename: 'UsedTokens', day: string, model: string, use: TokenUse, calls: number, inputTokens: number, outputTokens: number, cost: number | null }> };

export type DictationSupportQueryVariables = Exact<{ [key: string]: never; }>;


export type DictationSupportQuery = { voiceSupport: { __typename: 'VoiceSupport', transcribes: boolean, recordingMaxBytes: number } };

export type TranscribeMutationVariables = Exact<{
  input: TranscribeInput;
}>;


export type TranscribeMutation = { transcribe: string };

export type MessageAudioQueryVariables = Exact<{
  id: string | number;
}>;


export type MessageAudioQuery = { message: { __typename: 'Message', id: string, audioUrl: string | null } | null };

export type VoiceSettingsQueryVariables = Exact<{ [key: string]: never; }>;


export type VoiceSettingsQuery = { viewer: { __typename: 'Viewer', id: string, voice: { __typename: 'VoiceChoice', voice: string | null, language: string | null, rate: number } }, voiceSupport: { __typename: 'VoiceSupport', speaks: boolean, transcribes: boolean, voices: Array<{ __typename: 'Voice', name: string, label: string, language: string | null }> } };

export type ChangeVoiceMutationVariables = Exact<{
  voice?: string | null | undefined;
  voiceLanguage?: string | null | undefined;
  voiceRate?: number | null | undefined;
}>;


export type ChangeVoiceMutation = { updateViewer: { __typename: 'Viewer', id: string, voice: { __typename: 'VoiceChoice', voice: string | null, language: string | null, rate: number } } };

export type ViewerVoiceFragment = { __typename: 'Viewer', voice: { __typename: 'VoiceChoice', voice: string | null, language: string | null, rate: number } };

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
export const UsersDocument = {"__meta__":{"hash":"sha256:e4e99458196e95942e317386309e94ba84698c98804bc074696387ac475622fb"}} as unknown as TypedDocumentString<UsersQuery, UsersQueryVariables>;
export const AuditLogDocument = {"__meta__":{"hash":"sha256:1ff798b4efcc420aa79d5e4644864a396eec684fe940831ed8ced1e711f1420b"}} as unknown as TypedDocumentString<AuditLogQuery, AuditLogQueryVariables>;
export const AllowTokensDocument = {"__meta__":{"hash":"sha256:a21891ca24d7b1be3700422f3fe17442f3726a0ad73d6a104730c4dd1d028dcc"}} as unknown as TypedDocumentString<AllowTokensMutation, AllowTokensMutationVariables>;
export const DisconnectUserDocument = {"__meta__":{"hash":"sha256:d2c463b19b7d069d89a54824aba40ddc6a3949bd5aae8f37d448e8633ea7aef6"}} as unknown as TypedDocumentString<DisconnectUserMutation, DisconnectUserMutationVariables>;
export const DeleteUserDocument = {"__meta__":{"hash":"sha256:4018a6749112a3b50ea3b6d4a802a800e2689686a3a2ab52591f391b8e834d86"}} as unknown as TypedDocumentString<DeleteUserMutation, DeleteUserMutationVariables>;
export const UserJobsDocument = {"__meta__":{"hash":"sha256:38d9b384c06749b7e635c83edd01cc0d887920ea89f85e2f9d7bf82cb6006023"}} as unknown as TypedDocumentString<UserJobsQuery, UserJobsQueryVariables>;
export const RetryUserJobDocument = {"__meta__":{"hash":"sha256:c9463abe0f2da4e89a9840517ee28f564ce09f1ecead0e3996b608260b021335"}} as unknown as TypedDocumentString<RetryUserJobMutation, RetryUserJobMutationVariables>;
export const SchedulesDocument = {"__meta__":{"hash":"sha256:ec29936a978c199e599967df59948e45dd08d88787768d70e74d11233b9ec79b"}} as unknown as TypedDocumentString<SchedulesQuery, SchedulesQueryVariables>;
export const ThreadDocument = {"__meta__":{"hash":"sha256:213b36eb75f5b35f5aa2c8b234a3056d8b8d04150ea832ba805df628fed4c73f"}} as unknown as TypedDocumentString<ThreadQuery, ThreadQueryVariables>;
export const MarkReadDocument = {"__meta__":{"hash":"sha256:3c5aca482bc03966256740d6b5f05edf8dea2627f7b112738af2f2e30d239376"}} as unknown as TypedDocumentString<MarkReadMutation, MarkReadMutationVariables>;
export const SendDocument = {"__meta__":{"hash":"sha256:da9a6cd4bd67b7327bf1e7ec90dbcae8f4fb16e1f70b711654c7ef192b9d7ad3"}} as unknown as TypedDocumentString<SendMutation, SendMutationVariables>;
export const RegenerateDocument = {"__meta__":{"hash":"sha256:1339c32e67dfb113c147733a4fec0707c389524fd89c03db63eedc4de84fd601"}} as unknown as TypedDocumentString<RegenerateMutation, RegenerateMutationVariables>;
export const EditQueuedDocument = {"__meta__":{"hash":"sha256:7d6f4c16a5301a0ad76af1ed633d28bb4116a677747fa46595d5ce94fadc0f61"}} as unknown as TypedDocumentString<EditQueuedMutation, EditQueuedMutationVariables>;
export const StopReplyDocument = {"__meta__":{"hash":"sha256:23eb208cc2e11957c940b90aad0d9d70e7ed1986f586cdce79d1542169847cfc"}} as unknown as TypedDocumentString<StopReplyMutation, StopReplyMutationVariables>;
export const ChooseModelDocument = {"__meta__":{"hash":"sha256:77e2f06cbbff2ef9b850261fb41816ed687429d8a6a6533678e4f82a32170df4"}} as unknown as TypedDocumentString<ChooseModelMutation, ChooseModelMutationVariables>;
export const SummarizeConversationDocument = {"__meta__":{"hash":"sha256:7691331c69a106aaab2b56ed99e81f624a8c2e4e441bad196ef64c7d89ae0e46"}} as unknown as TypedDocumentString<SummarizeConversationMutation, SummarizeConversationMutationVariables>;
export const ModelsDocument = {"__meta__":{"hash":"sha256:bde36d78de331d4aebb8e07fa6847988411016af31eb5607c84304de9deb8d84"}} as unknown as TypedDocumentString<ModelsQuery, ModelsQueryVariables>;
export const OneMessageDocument = {"__meta__":{"hash":"sha256:f5454c4397c9f30e506c170a42dbb9017ba23ea5dee2ca51984e066ab0821d44"}} as unknown as TypedDocumentString<OneMessageQuery, OneMessageQueryVariables>;
export const CorrectMemoryDocument = {"__meta__":{"hash":"sha256:7610027bed63789befb1de01f670196ef4e347235ecdd002c91ab41c9232146f"}} as unknown as TypedDocumentString<CorrectMemoryMutation, CorrectMemoryMutationVariables>;
export const ForgetNotedDocument = {"__meta__":{"hash":"sha256:95ec242dc31d53ee8cb5b18692d737faf79f22864bb174788e63f43b119edcad"}} as unknown as TypedDocumentString<ForgetNotedMutation, ForgetNotedMutationVariables>;
export const KeepNotedDocument = {"__meta__":{"hash":"sha256:0e2f9d2e3a9221bfa8f22a8de2c8b9434d6768f6e1769c5c45b7c99e1a0d300b"}} as unknown as TypedDocumentString<KeepNotedMutation, KeepNotedMutationVariables>;
export const ThreadChangedDocument = {"__meta__":{"hash":"sha256:59f1b6fd1e771de7ee9a58589113e6c791a61678402d9114a1c5203afa2dab26"}} as unknown as TypedDocumentString<ThreadChangedSubscription, ThreadChangedSubscriptionVariables>;
export const FollowReplyDocument = {"__meta__":{"hash":"sha256:da2f9340dfe2df242c392d6d51f60bcfd55f3859adad57e427cbabc0768b67ed"}} as unknown as TypedDocumentString<FollowReplySubscription, FollowReplySubscriptionVariables>;
export const DrawnMemoriesDocument = {"__meta__":{"hash":"sha256:8798fb86daf43d2f98af1536c245d1c59fccd767441751510becc43692f6ebf0"}} as unknown as TypedDocumentString<DrawnMemoriesSubscription, DrawnMemoriesSubscriptionVariables>;
export const ConversationListDocument = {"__meta__":{"hash":"sha256:b4df077c08c8a4a3024c164dbbab11217ce35d0bd90673403980c1089b720825"}} as unknown as TypedDocumentString<ConversationListQuery, ConversationListQueryVariables>;
export const ConversationListChangesDocument = {"__meta__":{"hash":"sha256:edde5f47f6e8f83f2930b801ad6910e2c59269abd23c328f93d2d8ab9fc36706"}} as unknown as TypedDocumentString<ConversationListChangesSubscription, ConversationListChangesSubscriptionVariables>;
export const RenameConversationDocument = {"__meta__":{"hash":"sha256:7c2c1c1d4f15332f3ec90025f4bee5b60785ac2203f50837ea3b8e91b542162b"}} as unknown as TypedDocumentString<RenameConversationMutation, RenameConversationMutationVariables>;
export const ArchiveConversationDocument = {"__meta__":{"hash":"sha256:d70393144f651dc9acff5cd85bb5421c539c3aa1e52d4580c43955358af1d01f"}} as unknown as TypedDocumentString<ArchiveConversationMutation, ArchiveConversationMutationVariables>;
export const RemoveListedConversationDocument = {"__meta__":{"hash":"sha256:a84e66b64dd7dc0b8f84fd96a9512e59a621ad390c149f2da35cbb6b5b879e61"}} as unknown as TypedDocumentString<RemoveListedConversationMutation, RemoveListedConversationMutationVariables>;
export const DocumentsDocument = {"__meta__":{"hash":"sha256:ed6fe2be60a7b3aaee413ff8571d04e7983a2ee516d1c6e39744d73fff763dbb"}} as unknown as TypedDocumentString<DocumentsQuery, DocumentsQueryVariables>;
export const IngestUploadDocument = {"__meta__":{"hash":"sha256:70d10025b00f8cb9451b1e512e7d31a4b6283d101ece5b284f0d99675717004c"}} as unknown as TypedDocumentString<IngestUploadMutation, IngestUploadMutationVariables>;
export const DeleteDocumentDocument = {"__meta__":{"hash":"sha256:f2a9a4ae1585e5ffc459d30d58bb12dbc95506657bf4e59a81ea08b21a290ca6"}} as unknown as TypedDocumentString<DeleteDocumentMutation, DeleteDocumentMutationVariables>;
export const JobsDocument = {"__meta__":{"hash":"sha256:7030b202772e053b736889073d01cfab758c5448b0244857f22ff26a453abca8"}} as unknown as TypedDocumentString<JobsQuery, JobsQueryVariables>;
export const JobUpdatedDocument = {"__meta__":{"hash":"sha256:fb8e4bd1a8471b63b8e2921c9dc301e29ba2755fce6485248fbf2f87baae821c"}} as unknown as TypedDocumentString<JobUpdatedSubscription, JobUpdatedSubscriptionVariables>;
export const JobProgressDocument = {"__meta__":{"hash":"sha256:9881a9eda43ac31571bf8e29334c6b673a3acb996249863474726eda658ff98a"}} as unknown as TypedDocumentString<JobProgressSubscription, JobProgressSubscriptionVariables>;
export const CancelJobDocument = {"__meta__":{"hash":"sha256:872ac1510ed233a133654a4d1582912d0f2a2953bad868cc05fae001ceabbbd2"}} as unknown as TypedDocumentString<CancelJobMutation, CancelJobMutationVariables>;
export const RetryJobDocument = {"__meta__":{"hash":"sha256:b5e3a655148319d98dc3bf45d94c808165a90539f15a82a3103e66db8c710e32"}} as unknown as TypedDocumentString<RetryJobMutation, RetryJobMutationVariables>;
export const KeysDocument = {"__meta__":{"hash":"sha256:ef2b12da116322e3f80f054db4958f798a0590e1700f122e2c3ffdd6c6d664a2"}} as unknown as TypedDocumentString<KeysQuery, KeysQueryVariables>;
export const CreateKeyDocument = {"__meta__":{"hash":"sha256:2df099ada930a5198da2ea79f5592725bea63683e8a3cdb9e9c84fe955a95554"}} as unknown as TypedDocumentString<CreateKeyMutation, CreateKeyMutationVariables>;
export const RevokeKeyDocument = {"__meta__":{"hash":"sha256:36ee7a821455d2fa31fd8c8dda017714cc27c6b297bd651b7d77ed5a8361a6f4"}} as unknown as TypedDocumentString<RevokeKeyMutation, RevokeKeyMutationVariables>;
export const MemoriesDocument = {"__meta__":{"hash":"sha256:4d1318cbe6cdbeda36ae10844d2e51cc07cf28cb34235d64fdbdc8dbc43ef4a3"}} as unknown as TypedDocumentString<MemoriesQuery, MemoriesQueryVariables>;
export const MemoryWithHistoryDocument = {"__meta__":{"hash":"sha256:759cd20489cc97e85765117efa243d0d66d90c585f9595a8f8fb33e221b6902d"}} as unknown as TypedDocumentString<MemoryWithHistoryQuery, MemoryWithHistoryQueryVariables>;
export const RememberDocument = {"__meta__":{"hash":"sha256:3a79b35f57dff2f72c35bdc625db6092f4cdf7d64280f107e3e08eb338764208"}} as unknown as TypedDocumentString<RememberMutation, RememberMutationVariables>;
export const KeepMemoryDocument = {"__meta__":{"hash":"sha256:eca325eb3eefcf0fa835f5b96cb637108c74f795ab3a75471a3e73697f5cfb78"}} as unknown as TypedDocumentString<KeepMemoryMutation, KeepMemoryMutationVariables>;
export const ForgetDocument = {"__meta__":{"hash":"sha256:c658d89448720a1bcc111e64ca2cce2ab25e31739288775d37840c66c8a48068"}} as unknown as TypedDocumentString<ForgetMutation, ForgetMutationVariables>;
export const SetDrawsMemoriesDocument = {"__meta__":{"hash":"sha256:15eaef0de05b6700924ef8814c23473cae98806f0754d76478a6adaf5034bf85"}} as unknown as TypedDocumentString<SetDrawsMemoriesMutation, SetDrawsMemoriesMutationVariables>;
export const MemoryNamespacesDocument = {"__meta__":{"hash":"sha256:e0ab15c86de3b3bf23ff8430cbb602143169411c2c366d310b5ed389509543ab"}} as unknown as TypedDocumentString<MemoryNamespacesQuery, MemoryNamespacesQueryVariables>;
export const RecallDocument = {"__meta__":{"hash":"sha256:bd5a32aa5cb9071fdc3c2fb910d2931d7adcf68fae9c2e35289ec3f200b56e5c"}} as unknown as TypedDocumentString<RecallQuery, RecallQueryVariables>;
export const ExplainRecallDocument = {"__meta__":{"hash":"sha256:deb32b320947b5941615e95395cfe9b274330ed2bf3f0b6671b0ea188a37ef93"}} as unknown as TypedDocumentString<ExplainRecallQuery, ExplainRecallQueryVariables>;
export const ExportMyDataDocument = {"__meta__":{"hash":"sha256:bee940f3a94cb7867aba79b01574b052f164a50f3617c6713ce152a39d139cfb"}} as unknown as TypedDocumentString<ExportMyDataMutation, ExportMyDataMutationVariables>;
export const NewestExportDocument = {"__meta__":{"hash":"sha256:58a99fcc423ba95c85a3b16f4f188be0326630c5390c2f00daebf52248738bd7"}} as unknown as TypedDocumentString<NewestExportQuery, NewestExportQueryVariables>;
export const ExportJobDocument = {"__meta__":{"hash":"sha256:5d8d994f22373ebf49102d5637aa02196e98fd23916f8b35ffbbc6d63a2a10ab"}} as unknown as TypedDocumentString<ExportJobQuery, ExportJobQueryVariables>;
export const ImportMyConversationsDocument = {"__meta__":{"hash":"sha256:e1855d07af96e3186c41e8ee13287e06cbef8bcaf87397fd32388f554d4a4b19"}} as unknown as TypedDocumentString<ImportMyConversationsMutation, ImportMyConversationsMutationVariables>;
export const ViewerDocument = {"__meta__":{"hash":"sha256:caad91ec1ec8911e487d4567002f13f7bb2e5c457785af0c7420421a102e3e23"}} as unknown as TypedDocumentString<ViewerQuery, ViewerQueryVariables>;
export const SettingsDocument = {"__meta__":{"hash":"sha256:ffeb1158b0690141c7f8128d4ac035fb90d46e84a7375901e58a96c53612d6be"}} as unknown as TypedDocumentString<SettingsQuery, SettingsQueryVariables>;
export const ChangeInstructionsDocument = {"__meta__":{"hash":"sha256:8c6ff42946f9d790f6dde2829c7deb7c0eaf0efc437458a247d14e37ae6e165b"}} as unknown as TypedDocumentString<ChangeInstructionsMutation, ChangeInstructionsMutationVariables>;
export const DeleteMeDocument = {"__meta__":{"hash":"sha256:38ac0a3e876d64a74698c72e02b87c1576da75f1f2d193b37bad9d5383fec2c7"}} as unknown as TypedDocumentString<DeleteMeMutation, DeleteMeMutationVariables>;
export const StatusChangedDocument = {"__meta__":{"hash":"sha256:63d752a243dd4d8aee652581f9cccd04f853ec1f577f7500708b7108325026c0"}} as unknown as TypedDocumentString<StatusChangedSubscription, StatusChangedSubscriptionVariables>;
export const OwnUsageDocument = {"__meta__":{"hash":"sha256:5f9fbba57ce1364d7dca44620f657397d266e1e2a42612421f201e359ea99d0d"}} as unknown as TypedDocumentString<OwnUsageQuery, OwnUsageQueryVariables>;
export const TotalUsageDocument = {"__meta__":{"hash":"sha256:e48b82cee12ee4dd30ef005a210c872c444af7c38e53479998b11470d2397ca6"}} as unknown as TypedDocumentString<TotalUsageQuery, TotalUsageQueryVariables>;
export const StoredDocument = {"__meta__":{"hash":"sha256:d3dd3050545c24475e5f28a404626f053205e42e741e996816b3245343e2886c"}} as unknown as TypedDocumentString<StoredQuery, StoredQueryVariables>;
export const LimitTokensDocument = {"__meta__":{"hash":"sha256:cff2527a593b7f135d80a72a3df39cf74e33e4f8c8a34b7c3e7ef4f6635b6d95"}} as unknown as TypedDocumentString<LimitTokensMutation, LimitTokensMutationVariables>;
export const DictationSupportDocument = {"__meta__":{"hash":"sha256:6ad003d010e451f3355c1a509e4b5aa9f22a5a284baedeee3891db2e973ee643"}} as unknown as TypedDocumentString<DictationSupportQuery, DictationSupportQueryVariables>;
export const TranscribeDocument = {"__meta__":{"hash":"sha256:6d50f6cc3570246ddfbc7695e6a93f5f7f5aac2a4fdbb154fd47b51278150dc9"}} as unknown as TypedDocumentString<TranscribeMutation, TranscribeMutationVariables>;
export const MessageAudioDocument = {"__meta__":{"hash":"sha256:4da39bb0cc7f0811d1ef2db362a173753dd4155325d85c932b3e7e35c46df625"}} as unknown as TypedDocumentString<MessageAudioQuery, MessageAudioQueryVariables>;
export const VoiceSettingsDocument = {"__meta__":{"hash":"sha256:62f04781d3ccbfb8cfc61110719d3f410601913a7df6a2fdf3c018ef06e2580b"}} as unknown as TypedDocumentString<VoiceSettingsQuery, VoiceSettingsQueryVariables>;
export const ChangeVoiceDocument = {"__meta__":{"hash":"sha256:d5348f3a60fd63c57be58452c1b5668162292cc264449b3185b3540e859b5ce5"}} as unknown as TypedDocumentString<ChangeVoiceMutation, ChangeVoiceMutationVariables>;