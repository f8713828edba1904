import { builder } from '../graphql/builder.ts';
import { CostRule, SEARCH } from '../graphql/cost-rule.ts';
import type { Memory, RecallHit } from './memory.ts';

/** The GraphQL types of memory, for features that refer to them; memory-schema.ts says what they hold. */
export const MemoryRef = builder.objectRef<Memory>('Memory');
export const RecallHitRef = builder.objectRef<RecallHit>('RecallHit');

/** What a recall costs that a client asks for, by how many memories it wants. */
export const RECALL_COST = new CostRule({ own: SEARCH, size: 8, sizedBy: ['limit'], most: 100 });
