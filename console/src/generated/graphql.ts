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

/** What the server stands on. */
export type DeploymentMode =
  /** Everything inside one process. */
  | 'EMBEDDED'
  /** PostgreSQL beside it, and Redis where several processes share it. */
  | 'SCALED';

/** Whether something works. */
export type HealthState =
  /** It works, but something beside it does not. */
  | 'DEGRADED'
  /** It does not work. */
  | 'DOWN'
  /** It works. */
  | 'UP';

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
  /** Summaries, be they asked for or made for long conversations. */
  | 'SUMMARY';

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

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { viewer: { __typename: 'Viewer', id: string, name: string, role: Role, drawsMemories: boolean } };

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
export const KeyPartsFragmentDoc = new TypedDocumentString(`
    fragment KeyParts on ApiKey {
  __typename
  id
  name
  prefix
  scopes
  createdAt
  lastUsedAt
  expiresAt
  revokedAt
}
    `, {"fragmentName":"KeyParts"}) as unknown as TypedDocumentString<KeyPartsFragment, unknown>;
export const UsagePartsFragmentDoc = new TypedDocumentString(`
    fragment UsageParts on Usage {
  __typename
  today {
    __typename
    gone
    left
    limit
  }
  used {
    __typename
    day
    model
    use
    calls
    inputTokens
    outputTokens
    cost
  }
}
    `, {"fragmentName":"UsageParts"}) as unknown as TypedDocumentString<UsagePartsFragment, unknown>;
export const KeysDocument = {"__meta__":{"hash":"sha256:ef2b12da116322e3f80f054db4958f798a0590e1700f122e2c3ffdd6c6d664a2"}} as unknown as TypedDocumentString<KeysQuery, KeysQueryVariables>;
export const CreateKeyDocument = {"__meta__":{"hash":"sha256:2df099ada930a5198da2ea79f5592725bea63683e8a3cdb9e9c84fe955a95554"}} as unknown as TypedDocumentString<CreateKeyMutation, CreateKeyMutationVariables>;
export const RevokeKeyDocument = {"__meta__":{"hash":"sha256:36ee7a821455d2fa31fd8c8dda017714cc27c6b297bd651b7d77ed5a8361a6f4"}} as unknown as TypedDocumentString<RevokeKeyMutation, RevokeKeyMutationVariables>;
export const ViewerDocument = {"__meta__":{"hash":"sha256:caad91ec1ec8911e487d4567002f13f7bb2e5c457785af0c7420421a102e3e23"}} as unknown as TypedDocumentString<ViewerQuery, ViewerQueryVariables>;
export const StatusChangedDocument = {"__meta__":{"hash":"sha256:63d752a243dd4d8aee652581f9cccd04f853ec1f577f7500708b7108325026c0"}} as unknown as TypedDocumentString<StatusChangedSubscription, StatusChangedSubscriptionVariables>;
export const OwnUsageDocument = {"__meta__":{"hash":"sha256:5f9fbba57ce1364d7dca44620f657397d266e1e2a42612421f201e359ea99d0d"}} as unknown as TypedDocumentString<OwnUsageQuery, OwnUsageQueryVariables>;
export const TotalUsageDocument = {"__meta__":{"hash":"sha256:e48b82cee12ee4dd30ef005a210c872c444af7c38e53479998b11470d2397ca6"}} as unknown as TypedDocumentString<TotalUsageQuery, TotalUsageQueryVariables>;
export const StoredDocument = {"__meta__":{"hash":"sha256:d3dd3050545c24475e5f28a404626f053205e42e741e996816b3245343e2886c"}} as unknown as TypedDocumentString<StoredQuery, StoredQueryVariables>;
export const LimitTokensDocument = {"__meta__":{"hash":"sha256:cff2527a593b7f135d80a72a3df39cf74e33e4f8c8a34b7c3e7ef4f6635b6d95"}} as unknown as TypedDocumentString<LimitTokensMutation, LimitTokensMutationVariables>;