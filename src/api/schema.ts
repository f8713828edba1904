import '../accounts/audit/audit-schema.ts';
import '../accounts/deletion/deletion-schema.ts';
import '../accounts/keys/api-key-schema.ts';
import '../accounts/users/user-schema.ts';
import '../accounts/viewer-schema.ts';
import '../chat/citations/citation-schema.ts';
import '../chat/attachments/attachment-schema.ts';
import '../chat/conversations/conversation-schema.ts';
import '../chat/conversations/watching/conversations-changed-schema.ts';
import '../chat/messages/message-schema.ts';
import '../chat/replies/reply-schema.ts';
import '../chat/search/search-schema.ts';
import '../chat/turns/turn-schema.ts';
import '../chat/voice/voice-schema.ts';
import '../documents/document-schema.ts';
import '../exporting/export-schema.ts';
import '../importing/import-schema.ts';
import '../jobs/admin/user-job-schema.ts';
import '../jobs/job-schema.ts';
import '../memory/explain-schema.ts';
import '../memory/memory-schema.ts';
import '../memory/namespaces-schema.ts';
import '../memory/upkeep/memory-upkeep-schema.ts';
import '../models/models-schema.ts';
import '../status/schedules-schema.ts';
import '../status/status-schema.ts';
import '../usage/usage-schema.ts';
import '../graphql/scalars.ts';
import type { GraphQLSchema } from 'graphql';
import { builder } from '../graphql/builder.ts';

/** A schema that operations run on. */
export type Schema = GraphQLSchema;

/** The schema of the API: all that the features have added to the builder. */
export function createSchema(): Schema {
  return builder.toSchema();
}
