import { builder } from '../graphql/builder.ts';
import type { Memory, RecallHit } from './memory.ts';

/** The GraphQL types of memory, for features that refer to them; memory-schema.ts says what they hold. */
export const MemoryRef = builder.objectRef<Memory>('Memory');
export const RecallHitRef = builder.objectRef<RecallHit>('RecallHit');
