/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** What has become of a conversation in the list of its owner. */
export type ConversationsChangeKind =
  /** It was begun; or, where changes were missed, it is an older one that was spoken in again. It stands at the top of the list. */
  | 'ADDED'
  /** Its title, its settings, or its newest message: a message puts it at the top of the list. It may be an older one, which the client has not read yet. */
  | 'CHANGED'
  /** It was deleted, with its messages. */
  | 'GONE';

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

/** What a user may do. */
export type Role =
  /** That, and what concerns the server. */
  | 'ADMIN'
  /** Everything with what is their own. */
  | 'USER';

export type ListedConversationFragment = { __typename: 'Conversation', id: string, title: string, archived: boolean, createdAt: string, lastMessage: { __typename: 'Message', id: string, state: MessageState, content: string, createdAt: string } | null };

export type ConversationListQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  archived: boolean;
  search?: string | null | undefined;
}>;


export type ConversationListQuery = { conversations: { __typename: 'QueryConversationsConnection', pageInfo: { __typename: 'PageInfo', hasNextPage: boolean, endCursor: string | null }, edges: Array<{ __typename: 'QueryConversationsConnectionEdge', node: { __typename: 'Conversation', id: string, title: string, archived: boolean, createdAt: string, lastMessage: { __typename: 'Message', id: string, state: MessageState, content: string, createdAt: string } | null } }> } };

export type ConversationListChangesSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type ConversationListChangesSubscription = { conversationsChanged: { __typename: 'ConversationsChange', kind: ConversationsChangeKind, id: string, conversation: { __typename: 'Conversation', id: string, title: string, archived: boolean, createdAt: string, lastMessage: { __typename: 'Message', id: string, state: MessageState, content: string, createdAt: string } | null } | null } };

export type RenameConversationMutationVariables = Exact<{
  id: string | number;
  title: string;
}>;


export type RenameConversationMutation = { updateConversation: { __typename: 'Conversation', id: string, title: string, archived: boolean, createdAt: string, lastMessage: { __typename: 'Message', id: string, state: MessageState, content: string, createdAt: string } | null } };

export type ArchiveConversationMutationVariables = Exact<{
  id: string | number;
  archived: boolean;
}>;


export type ArchiveConversationMutation = { updateConversation: { __typename: 'Conversation', id: string, title: string, archived: boolean, createdAt: string, lastMessage: { __typename: 'Message', id: string, state: MessageState, content: string, createdAt: string } | null } };

export type RemoveListedConversationMutationVariables = Exact<{
  id: string | number;
}>;


export type RemoveListedConversationMutation = { removeConversation: { __typename: 'RemoveConversationPayload', deletedConversationId: string } };

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { viewer: { __typename: 'Viewer', id: string, name: string, role: Role, drawsMemories: boolean } };

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
export const ListedConversationFragmentDoc = new TypedDocumentString(`
    fragment ListedConversation on Conversation {
  __typename
  id
  title
  archived
  createdAt
  lastMessage {
    __typename
    id
    state
    content
    createdAt
  }
}
    `, {"fragmentName":"ListedConversation"}) as unknown as TypedDocumentString<ListedConversationFragment, unknown>;
export const ConversationListDocument = {"__meta__":{"hash":"sha256:98376ae7f3b2e3cd8a840c790a59d972067f84f435905c2b47529c4e9693cc7b"}} as unknown as TypedDocumentString<ConversationListQuery, ConversationListQueryVariables>;
export const ConversationListChangesDocument = {"__meta__":{"hash":"sha256:dc06c3fe9c8ad6983ce394e5b64d75e50bb70bac176c2d6ae088ad1891069b37"}} as unknown as TypedDocumentString<ConversationListChangesSubscription, ConversationListChangesSubscriptionVariables>;
export const RenameConversationDocument = {"__meta__":{"hash":"sha256:5dd5c29681f82fb294269b6dd77f9cd1ecde3fff1d7ffde5173c862967cccfbf"}} as unknown as TypedDocumentString<RenameConversationMutation, RenameConversationMutationVariables>;
export const ArchiveConversationDocument = {"__meta__":{"hash":"sha256:0207b8772d2f69b9d833f9de6ecce1de785a36b6972e5133aea03a61fc92ee68"}} as unknown as TypedDocumentString<ArchiveConversationMutation, ArchiveConversationMutationVariables>;
export const RemoveListedConversationDocument = {"__meta__":{"hash":"sha256:a84e66b64dd7dc0b8f84fd96a9512e59a621ad390c149f2da35cbb6b5b879e61"}} as unknown as TypedDocumentString<RemoveListedConversationMutation, RemoveListedConversationMutationVariables>;
export const ViewerDocument = {"__meta__":{"hash":"sha256:caad91ec1ec8911e487d4567002f13f7bb2e5c457785af0c7420421a102e3e23"}} as unknown as TypedDocumentString<ViewerQuery, ViewerQueryVariables>;