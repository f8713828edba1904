import { builder } from '../../graphql/builder.ts';
import type { Message } from './message.ts';

/** The GraphQL type `Message`, for features that refer to it; message-schema.ts says what it holds. */
export const MessageRef = builder.objectRef<Message>('Message');
