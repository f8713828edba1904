import { z } from 'zod';
import { FinishReason, MessageRole, MessageState } from '../../generated/prisma/enums.ts';
import type { Message } from './message.ts';

/** Reads the row of a message that was JSON on its way, from the database or from another process. */
export const messageFromJson: z.ZodType<Message> = z.object({
  id: z.uuid(),
  number: z.string().regex(/^\d+$/).transform(BigInt),
  conversationId: z.uuid(),
  ownerId: z.uuid(),
  parentId: z.uuid().nullable(),
  role: z.enum(MessageRole),
  state: z.enum(MessageState),
  content: z.string(),
  reasoning: z.string().nullable(),
  runLengths: z.array(z.int()),
  voiceMode: z.boolean(),
  attachmentCount: z.int().default(0),
  model: z.string().nullable(),
  error: z.string().nullable(),
  // A process of an older version doesn't send it.
  errorCode: z.string().nullable().default(null),
  inputTokens: z.int().nullable(),
  outputTokens: z.int().nullable(),
  finishReason: z.enum(FinishReason).nullable(),
  attempt: z.int(),
  recalled: z.unknown(),
  // A process of an older version doesn't send it.
  citations: z.unknown().transform((citations) => citations ?? []),
  context: z.unknown(),
  createdAt: z.iso.datetime({ offset: true }).transform((text) => new Date(text)),
});
