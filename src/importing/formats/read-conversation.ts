import type { z } from 'zod';
import { chatgptConversation, foundInChatgpt } from './chatgpt.ts';
import { claudeConversation, foundInClaude } from './claude.ts';
import type { FoundConversation, ImportSource } from './found-conversation.ts';
import { foundInLex, lexConversation } from './lex.ts';
import { foundInLibrechat, librechatConversation } from './librechat.ts';
import { foundInOpenWebui, openWebuiChat } from './open-webui.ts';

/** What was found where a conversation was to be. */
export type ReadConversation =
  | { readonly kind: 'conversation'; readonly conversation: FoundConversation }
  /** It is no conversation of any known source, or is one of a known source that can't be read. */
  | { readonly kind: 'unreadable'; readonly source: ImportSource | undefined; readonly why: string };

interface Format {
  readonly source: ImportSource;
  /** The members that no other source's conversations have. */
  readonly marks: readonly string[];
  read(value: unknown): FoundConversation;
}

function formatOf<T>(
  source: ImportSource,
  marks: readonly string[],
  schema: z.ZodType<T>,
  found: (raw: T) => FoundConversation,
): Format {
  return { source, marks, read: (value) => found(schema.parse(value)) };
}

const FORMATS: readonly Format[] = [
  formatOf('CHATGPT', ['mapping'], chatgptConversation, foundInChatgpt),
  formatOf('CLAUDE', ['uuid', 'chat_messages'], claudeConversation, foundInClaude),
  formatOf('OPEN_WEBUI', ['chat'], openWebuiChat, foundInOpenWebui),
  formatOf('LIBRECHAT', ['conversationId', 'messagesTree'], librechatConversation, foundInLibrechat),
  formatOf('LIBRECHAT', ['conversationId', 'messages'], librechatConversation, foundInLibrechat),
  formatOf('LEX', ['id', 'title', 'messages', 'systemPrompt'], lexConversation, foundInLex),
];

/** Reads one conversation of whatever source it is. */
export function readConversation(value: unknown): ReadConversation {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  const format = isObject && FORMATS.find(({ marks }) => marks.every((mark) => Object.hasOwn(value, mark)));
  if (!format) return { kind: 'unreadable', source: undefined, why: 'It is no conversation of a known source.' };
  try {
    return { kind: 'conversation', conversation: format.read(value) };
  } catch (error) {
    return { kind: 'unreadable', source: format.source, why: whyOf(error) };
  }
}

/** Where a schema found what it can't take; its message quotes no content. */
function whyOf(error: unknown): string {
  const issue = isZodError(error) ? error.issues[0] : undefined;
  if (!issue) throw error;
  const path = issue.path.map(String).join('.').slice(0, 100);
  return `${path || 'It'} is not as it has to be.`;
}

function isZodError(error: unknown): error is z.ZodError {
  return error instanceof Error && error.name === 'ZodError' && 'issues' in error;
}
