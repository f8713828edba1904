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

/** What was done. */
export type AuditAction =
  /** This log was listed on the command line. */
  | 'AUDIT_LISTED'
  /** All keys were listed. */
  | 'KEYS_LISTED'
  /** A key was made; the details have its owner, scopes and end. */
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

export type UsersQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  search?: string | null | undefined;
}>;


export type UsersQuery = { users: { __typename: 'QueryUsersConnection', totalCount: number, pageInfo: { __typename: 'PageInfo', hasNextPage: boolean, endCursor: string | null }, edges: Array<{ __typename: 'QueryUsersConnectionEdge', node: { __typename: 'User', id: string, name: string, role: Role, createdAt: string, conversations: number, messages: number, memories: number, tokensToday: number, dailyTokenLimit: number | null, allowedDailyTokens: number | null } }> } };

export type AuditLogQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
}>;


export type AuditLogQuery = { auditLog: { __typename: 'QueryAuditLogConnection', totalCount: number, pageInfo: { __typename: 'PageInfo', hasNextPage: boolean, endCursor: string | null }, edges: Array<{ __typename: 'QueryAuditLogConnectionEdge', cursor: string, node: { __typename: 'AuditEntry', at: string, action: AuditAction, actorName: string, credential: AuditCredential, keyPrefix: string | null, targetName: string | null, details: unknown } }> } };

export type AllowTokensMutationVariables = Exact<{
  id: string | number;
  tokens?: number | null | undefined;
}>;


export type AllowTokensMutation = { updateUser: { __typename: 'User', id: string, name: string, role: Role, createdAt: string, conversations: number, messages: number, memories: number, tokensToday: number, dailyTokenLimit: number | null, allowedDailyTokens: number | null } };

export type DisconnectUserMutationVariables = Exact<{
  id: string | number;
}>;


export type DisconnectUserMutation = { disconnectUser: boolean };

export type DeleteUserMutationVariables = Exact<{
  id: string | number;
}>;


export type DeleteUserMutation = { deleteUser: { __typename: 'DeletionReceipt', conversations: number, messages: number, memories: number, jobs: number, apiKeys: number, deletedAt: string } };

export type UserRowPartsFragment = { __typename: 'User', id: string, name: string, role: Role, createdAt: string, conversations: number, messages: number, memories: number, tokensToday: number, dailyTokenLimit: number | null, allowedDailyTokens: number | null };

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

export type SettingsQueryVariables = Exact<{ [key: string]: never; }>;


export type SettingsQuery = { viewer: { __typename: 'Viewer', id: string, instructions: string | null, drawsMemories: boolean } };

export type ChangeSettingsMutationVariables = Exact<{
  instructions?: string | null | undefined;
  drawsMemories?: boolean | null | undefined;
}>;


export type ChangeSettingsMutation = { updateViewer: { __typename: 'Viewer', id: string, instructions: string | null, drawsMemories: boolean } };

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
export const UserRowPartsFragmentDoc = new TypedDocumentString(`
    fragment UserRowParts on User {
  __typename
  id
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
    `, {"fragmentName":"UserRowParts"}) as unknown as TypedDocumentString<UserRowPartsFragment, unknown>;
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
export const ReceiptPartsFragmentDoc = new TypedDocumentString(`
    fragment ReceiptParts on DeletionReceipt {
  __typename
  conversations
  messages
  memories
  jobs
  apiKeys
  deletedAt
}
    `, {"fragmentName":"ReceiptParts"}) as unknown as TypedDocumentString<ReceiptPartsFragment, unknown>;
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
export const UsersDocument = {"__meta__":{"hash":"sha256:7a5aaa606b78431cf9dbd48d3243894bd7f3b360de8b12af2aa6da3ed303ffe9"}} as unknown as TypedDocumentString<UsersQuery, UsersQueryVariables>;
export const AuditLogDocument = {"__meta__":{"hash":"sha256:1ff798b4efcc420aa79d5e4644864a396eec684fe940831ed8ced1e711f1420b"}} as unknown as TypedDocumentString<AuditLogQuery, AuditLogQueryVariables>;
export const AllowTokensDocument = {"__meta__":{"hash":"sha256:55e288269b5aae22cd196b0a2ae7f844e900184839309a5ef3b14dc8ee78e1ae"}} as unknown as TypedDocumentString<AllowTokensMutation, AllowTokensMutationVariables>;
export const DisconnectUserDocument = {"__meta__":{"hash":"sha256:d2c463b19b7d069d89a54824aba40ddc6a3949bd5aae8f37d448e8633ea7aef6"}} as unknown as TypedDocumentString<DisconnectUserMutation, DisconnectUserMutationVariables>;
export const DeleteUserDocument = {"__meta__":{"hash":"sha256:4018a6749112a3b50ea3b6d4a802a800e2689686a3a2ab52591f391b8e834d86"}} as unknown as TypedDocumentString<DeleteUserMutation, DeleteUserMutationVariables>;
export const KeysDocument = {"__meta__":{"hash":"sha256:ef2b12da116322e3f80f054db4958f798a0590e1700f122e2c3ffdd6c6d664a2"}} as unknown as TypedDocumentString<KeysQuery, KeysQueryVariables>;
export const CreateKeyDocument = {"__meta__":{"hash":"sha256:2df099ada930a5198da2ea79f5592725bea63683e8a3cdb9e9c84fe955a95554"}} as unknown as TypedDocumentString<CreateKeyMutation, CreateKeyMutationVariables>;
export const RevokeKeyDocument = {"__meta__":{"hash":"sha256:36ee7a821455d2fa31fd8c8dda017714cc27c6b297bd651b7d77ed5a8361a6f4"}} as unknown as TypedDocumentString<RevokeKeyMutation, RevokeKeyMutationVariables>;
export const ViewerDocument = {"__meta__":{"hash":"sha256:caad91ec1ec8911e487d4567002f13f7bb2e5c457785af0c7420421a102e3e23"}} as unknown as TypedDocumentString<ViewerQuery, ViewerQueryVariables>;
export const SettingsDocument = {"__meta__":{"hash":"sha256:e5894863e00f758c1877a8e63f161e2fd4fe96e56fdb359236070b531d73b341"}} as unknown as TypedDocumentString<SettingsQuery, SettingsQueryVariables>;
export const ChangeSettingsDocument = {"__meta__":{"hash":"sha256:c969a059c41505698f7df1c8f02e5840dc0c2b367ec33fda4e1822996bae036c"}} as unknown as TypedDocumentString<ChangeSettingsMutation, ChangeSettingsMutationVariables>;
export const DeleteMeDocument = {"__meta__":{"hash":"sha256:38ac0a3e876d64a74698c72e02b87c1576da75f1f2d193b37bad9d5383fec2c7"}} as unknown as TypedDocumentString<DeleteMeMutation, DeleteMeMutationVariables>;
export const StatusChangedDocument = {"__meta__":{"hash":"sha256:63d752a243dd4d8aee652581f9cccd04f853ec1f577f7500708b7108325026c0"}} as unknown as TypedDocumentString<StatusChangedSubscription, StatusChangedSubscriptionVariables>;
export const OwnUsageDocument = {"__meta__":{"hash":"sha256:5f9fbba57ce1364d7dca44620f657397d266e1e2a42612421f201e359ea99d0d"}} as unknown as TypedDocumentString<OwnUsageQuery, OwnUsageQueryVariables>;
export const TotalUsageDocument = {"__meta__":{"hash":"sha256:e48b82cee12ee4dd30ef005a210c872c444af7c38e53479998b11470d2397ca6"}} as unknown as TypedDocumentString<TotalUsageQuery, TotalUsageQueryVariables>;
export const StoredDocument = {"__meta__":{"hash":"sha256:d3dd3050545c24475e5f28a404626f053205e42e741e996816b3245343e2886c"}} as unknown as TypedDocumentString<StoredQuery, StoredQueryVariables>;
export const LimitTokensDocument = {"__meta__":{"hash":"sha256:cff2527a593b7f135d80a72a3df39cf74e33e4f8c8a34b7c3e7ef4f6635b6d95"}} as unknown as TypedDocumentString<LimitTokensMutation, LimitTokensMutationVariables>;