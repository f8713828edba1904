import { builder } from '../../graphql/builder.ts';
import type { Conversation } from './conversation.ts';

/** The GraphQL type `Conversation`, for features that refer to it; conversation-schema.ts says what it holds. */
export const ConversationRef = builder.objectRef<Conversation>('Conversation');
