import { randomUUID } from 'node:crypto';
import type { Message } from '../../src/chat/messages/message.ts';

/** The row of a reply that its first attempt has begun to write. */
export function streamingMessage(id: string): Message {
  return {
    id,
    number: 2n,
    conversationId: randomUUID(),
    ownerId: randomUUID(),
    parentId: randomUUID(),
    role: 'ASSISTANT',
    state: 'STREAMING',
    content: '',
    reasoning: null,
    runLengths: [],
    voiceMode: false,
    attachmentCount: 0,
    model: 'local/lex',
    error: null,
    errorCode: null,
    inputTokens: null,
    outputTokens: null,
    finishReason: null,
    attempt: 1,
    recalled: [],
    citations: [],
    context: null,
    createdAt: new Date(),
  };
}
