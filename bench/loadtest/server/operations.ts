import { z } from 'zod';
import {
  ChatDocument,
  type ChatMutationVariables,
  ConversationDocument,
  type ConversationQueryVariables,
  CreateApiKeyDocument,
  type CreateApiKeyMutationVariables,
  MessageDocument,
  type MessageQueryVariables,
  RevokeApiKeyDocument,
  type RevokeApiKeyMutationVariables,
  StatusDocument,
} from '../../../src/generated/graphql.ts';
import type { Operation } from './caller.ts';

// Documents that the server knows, so that one that takes no others can be loaded, too.

/** Ids are kept, and printed where something is wrong. */
const id = z.string().min(1).max(500);
const withId = z.object({ id });

const chat = z.object({ chat: z.object({ conversation: withId, message: withId, reply: withId }) });
export const CHAT: Operation<ChatMutationVariables, z.infer<typeof chat>> = { document: ChatDocument, data: chat };

const status = z.object({
  status: z.object({ state: z.string(), version: z.string().transform((text) => text.slice(0, 50)) }),
});
export const STATUS: Operation<Record<string, never>, z.infer<typeof status>> = {
  document: StatusDocument,
  data: status,
};

const storedMessage = z.object({
  id,
  role: z.string(),
  state: z.string(),
  parent: withId.nullable(),
});
const conversation = z.object({
  conversation: z.object({ messages: z.object({ edges: z.array(z.object({ node: storedMessage })) }) }).nullable(),
});
export type StoredMessage = z.infer<typeof storedMessage>;
export const CONVERSATION: Operation<ConversationQueryVariables, z.infer<typeof conversation>> = {
  document: ConversationDocument,
  data: conversation,
};

const message = z.object({ message: z.object({ state: z.string() }).nullable() });
export const MESSAGE: Operation<MessageQueryVariables, z.infer<typeof message>> = {
  document: MessageDocument,
  data: message,
};

const madeKey = z.object({ createApiKey: z.object({ secret: z.string(), apiKey: withId }) });
export const CREATE_KEY: Operation<CreateApiKeyMutationVariables, z.infer<typeof madeKey>> = {
  document: CreateApiKeyDocument,
  data: madeKey,
};
export const REVOKE_KEY: Operation<RevokeApiKeyMutationVariables, unknown> = {
  document: RevokeApiKeyDocument,
  data: z.unknown(),
};
