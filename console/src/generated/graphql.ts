/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
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
  /** Reads a document into memory. */
  | 'INGEST_DOCUMENT'
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

/** What a user may do. */
export type Role =
  /** That, and what concerns the server. */
  | 'ADMIN'
  /** Everything with what is their own. */
  | 'USER';

export type JobPartsFragment = { __typename: 'Job', id: string, kind: JobKind, state: JobState, progress: number, step: string | null, attempts: number, error: string | null, errorCode: string | null, result: unknown, createdAt: string, startedAt: string | null, finishedAt: string | null };

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

export type MemoryPartsFragment = { __typename: 'Memory', id: string, namespace: string, key: string, content: string, group: string | null, tags: Array<string>, metadata: unknown, kept: boolean, createdAt: string, updatedAt: string, expiresAt: string | null, source: { __typename: 'Message', id: string, conversation: { __typename: 'Conversation', id: string, title: string } } | null };

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
    | { __typename: 'Conversation' }
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


export type ExplainRecallQuery = { explainRecall: Array<{ __typename: 'RecallExplanation', score: number, beside: number, phrases: number, wordScore: number, wordRank: number | null, similarity: number | null, similarityRank: number | null, memory: { __typename: 'Memory', id: string }, words: Array<{ __typename: 'RecalledWord', word: string, rarity: number, score: number }>, neighbours: Array<{ __typename: 'NeighbourLift', word: string, score: number, memory: { __typename: 'Memory', id: string, content: string } | null }>, factors: { __typename: 'RecallFactors', asking: number, heading: number, group: number, recency: number } }> };

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
export const JobPartsFragmentDoc = new TypedDocumentString(`
    fragment JobParts on Job {
  __typename
  id
  kind
  state
  progress
  step
  attempts
  error
  errorCode
  result
  createdAt
  startedAt
  finishedAt
}
    `, {"fragmentName":"JobParts"}) as unknown as TypedDocumentString<JobPartsFragment, unknown>;
export const MemoryPartsFragmentDoc = new TypedDocumentString(`
    fragment MemoryParts on Memory {
  __typename
  id
  namespace
  key
  content
  group
  tags
  metadata
  kept
  source {
    __typename
    id
    conversation {
      __typename
      id
      title
    }
  }
  createdAt
  updatedAt
  expiresAt
}
    `, {"fragmentName":"MemoryParts"}) as unknown as TypedDocumentString<MemoryPartsFragment, unknown>;
export const JobsDocument = {"__meta__":{"hash":"sha256:c32b74b67164cd279977e30156d8eb01b893162a460559d745aaf003c143c25c"}} as unknown as TypedDocumentString<JobsQuery, JobsQueryVariables>;
export const JobUpdatedDocument = {"__meta__":{"hash":"sha256:c92acda1659d7f17f0070f0c43e44980e46c53ce0058398fb695ae8edd7cf12e"}} as unknown as TypedDocumentString<JobUpdatedSubscription, JobUpdatedSubscriptionVariables>;
export const JobProgressDocument = {"__meta__":{"hash":"sha256:ee2a2a9565ccb4262c6f98cb0290c8eed7be4eca26988cff0484290fc366c252"}} as unknown as TypedDocumentString<JobProgressSubscription, JobProgressSubscriptionVariables>;
export const CancelJobDocument = {"__meta__":{"hash":"sha256:8cd2bbe4558f2e2b5f6b97ecfb8c5d99f84f998cc819f92ae27613b94a8ef634"}} as unknown as TypedDocumentString<CancelJobMutation, CancelJobMutationVariables>;
export const RetryJobDocument = {"__meta__":{"hash":"sha256:c987f335e78339fba6adde62cf7332c11020154bef486e328259fce1ab867d95"}} as unknown as TypedDocumentString<RetryJobMutation, RetryJobMutationVariables>;
export const MemoriesDocument = {"__meta__":{"hash":"sha256:73406a40c9f43308eab910391248aa1fa3c7dd76d8cd458457f8609daaf1a346"}} as unknown as TypedDocumentString<MemoriesQuery, MemoriesQueryVariables>;
export const MemoryWithHistoryDocument = {"__meta__":{"hash":"sha256:1c5460bad7f7a67810757f2fecd3565eacfc52759520564aaf360b436ee17a08"}} as unknown as TypedDocumentString<MemoryWithHistoryQuery, MemoryWithHistoryQueryVariables>;
export const RememberDocument = {"__meta__":{"hash":"sha256:7a567262617f91ae42a47c8fd67335ba527fa7c79a023cc2ff6562765a8772ac"}} as unknown as TypedDocumentString<RememberMutation, RememberMutationVariables>;
export const KeepMemoryDocument = {"__meta__":{"hash":"sha256:e1abc3acdb40d5623d996f9c7c26b0dec690777dcd87d38319aa323a3e65f18c"}} as unknown as TypedDocumentString<KeepMemoryMutation, KeepMemoryMutationVariables>;
export const ForgetDocument = {"__meta__":{"hash":"sha256:c658d89448720a1bcc111e64ca2cce2ab25e31739288775d37840c66c8a48068"}} as unknown as TypedDocumentString<ForgetMutation, ForgetMutationVariables>;
export const SetDrawsMemoriesDocument = {"__meta__":{"hash":"sha256:15eaef0de05b6700924ef8814c23473cae98806f0754d76478a6adaf5034bf85"}} as unknown as TypedDocumentString<SetDrawsMemoriesMutation, SetDrawsMemoriesMutationVariables>;
export const RecallDocument = {"__meta__":{"hash":"sha256:6ea034ec5630c2085a402c0842502ab4bbc90d3df825c445067d8f2267330b24"}} as unknown as TypedDocumentString<RecallQuery, RecallQueryVariables>;
export const ExplainRecallDocument = {"__meta__":{"hash":"sha256:43e153add00f717bff6639815f4b67ce3ecf9edf76dc7e0c96705a573e9b2bf9"}} as unknown as TypedDocumentString<ExplainRecallQuery, ExplainRecallQueryVariables>;
export const ViewerDocument = {"__meta__":{"hash":"sha256:caad91ec1ec8911e487d4567002f13f7bb2e5c457785af0c7420421a102e3e23"}} as unknown as TypedDocumentString<ViewerQuery, ViewerQueryVariables>;