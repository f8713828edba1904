import type { StatusChangedSubscription } from '../generated/graphql.ts';

/** How the server is, as it tells it every few seconds. */
export type Status = StatusChangedSubscription['statusChanged'];
