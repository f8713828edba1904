/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
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

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { viewer: { __typename: 'Viewer', id: string, name: string, role: Role, drawsMemories: boolean } };

export type StatusChangedSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type StatusChangedSubscription = { statusChanged: { __typename: 'Status', state: HealthState, version: string, mode: DeploymentMode, startedAt: string, uptimeSeconds: number, model: string, components: Array<{ __typename: 'ComponentStatus', name: string, state: HealthState, latencyMs: number | null, detail: string | null }>, queues: Array<{ __typename: 'QueueStatus', name: string, waiting: number, active: number, delayed: number, completed: number, failed: number, workers: number }>, requests: { __typename: 'RequestStatus', perSecond: number, p50Ms: number | null, p99Ms: number | null, answered: number, failed: number }, cache: { __typename: 'CacheStatus', hitsInProcess: number, hitsInRedis: number, misses: number, hitRatio: number, entries: number }, memory: { __typename: 'MemoryStatus', items: number, bytes: number }, process: { __typename: 'ProcessStatus', rssBytes: number, heapUsedBytes: number, eventLoopDelayMs: number, openSubscriptions: number } } };

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

export const ViewerDocument = {"__meta__":{"hash":"sha256:caad91ec1ec8911e487d4567002f13f7bb2e5c457785af0c7420421a102e3e23"}} as unknown as TypedDocumentString<ViewerQuery, ViewerQueryVariables>;
export const StatusChangedDocument = {"__meta__":{"hash":"sha256:63d752a243dd4d8aee652581f9cccd04f853ec1f577f7500708b7108325026c0"}} as unknown as TypedDocumentString<StatusChangedSubscription, StatusChangedSubscriptionVariables>;