import '../accounts/viewer-schema.ts';
import '../chat/chat-schema.ts';
import '../chat/conversations/conversation-schema.ts';
import '../chat/conversations/message-schema.ts';
import '../jobs/job-schema.ts';
import '../memory/explain-schema.ts';
import '../memory/memory-schema.ts';
import '../memory/upkeep/memory-upkeep-schema.ts';
import '../status/status-schema.ts';
import '../graphql/scalars.ts';
import type { GraphQLSchema } from 'graphql';
import { builder } from '../graphql/builder.ts';

/** The schema of the API: all that the features have added to the builder. */
export function createSchema(): GraphQLSchema {
  return builder.toSchema();
}
