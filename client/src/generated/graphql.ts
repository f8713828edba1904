/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
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

/** Why a model ended its answer. */
export type FinishReason =
  /** It was kept from going on because of the content. */
  | 'FILTERED'
  /** It had no tokens left: the answer is cut off. */
  | 'LENGTH'
  /** It had said all. */
  | 'STOP';

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

/** What becomes of a message that follows a reply which has not ended. */
export type WhenBusy =
  /** That reply, and others that it waits for, are stopped and keep what was written; then this one is answered. */
  | 'INTERRUPT'
  /** Its reply waits until that one has ended, however it does, and then has it before its eyes. Up to ten may wait in a conversation. */
  | 'QUEUE'
  /** It is refused with CONFLICT, and nothing is stored. */
  | 'REJECT';

export type LexClientChatMutationVariables = Exact<{
  input: ChatInput;
}>;


export type LexClientChatMutation = { chat: { conversation: { id: string }, message: { id: string }, reply: { id: string } } };

export type LexClientReplySubscriptionVariables = Exact<{
  replyId: string | number;
  after?: string | null | undefined;
}>;


export type LexClientReplySubscription = { replyStream: { kind: ReplyEventKind, cursor: string, text: string | null, reasoning: string | null, message: { id: string, state: MessageState, content: string, reasoning: string | null, model: string | null, error: string | null, errorCode: string | null, finishReason: FinishReason | null, inputTokens: number | null, outputTokens: number | null, audioUrl: string | null } | null } };

export type LexClientStopMutationVariables = Exact<{
  replyId: string | number;
}>;


export type LexClientStopMutation = { stopReply: { id: string } };

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

export const LexClientChatDocument = new TypedDocumentString(`
    mutation LexClientChat($input: ChatInput!) {
  chat(input: $input) {
    conversation {
      id
    }
    message {
      id
    }
    reply {
      id
    }
  }
}
    `, {"hash":"sha256:71ae8b5fd26c0bcb318d37eeb1a7647c7ce11c7a266b53e0dabdc65a7cbefce8"}) as unknown as TypedDocumentString<LexClientChatMutation, LexClientChatMutationVariables>;
export const LexClientReplyDocument = new TypedDocumentString(`
    subscription LexClientReply($replyId: ID!, $after: String) {
  replyStream(messageId: $replyId, after: $after) {
    kind
    cursor
    text
    reasoning
    message {
      id
      state
      content
      reasoning
      model
      error
      errorCode
      finishReason
      inputTokens
      outputTokens
      audioUrl
    }
  }
}
    `, {"hash":"sha256:a1cac0cc25c82547114a2e034c1d150131e984622be923f5efbd6f58dc6eab24"}) as unknown as TypedDocumentString<LexClientReplySubscription, LexClientReplySubscriptionVariables>;
export const LexClientStopDocument = new TypedDocumentString(`
    mutation LexClientStop($replyId: ID!) {
  stopReply(messageId: $replyId) {
    id
  }
}
    `, {"hash":"sha256:39f2b1aca9518f962e6d3f3a0c49b61ae82b6125d378cf9b3b69a6152a081909"}) as unknown as TypedDocumentString<LexClientStopMutation, LexClientStopMutationVariables>;