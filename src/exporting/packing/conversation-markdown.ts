import type { ExportedConversation, MessageRow } from './exported-rows.ts';

const NAMES: Readonly<Record<string, string>> = { USER: 'You', ASSISTANT: 'LEX', SYSTEM: 'System', TOOL: 'Tool' };

/** A conversation as people read it. Messages are numbered; one that doesn't follow the one before says which. */
export async function* conversationMarkdown({ row, messages }: ExportedConversation): AsyncGenerator<string> {
  yield `# ${oneLine(row.title)}\n\n${row.createdAt.slice(0, 10)}\n`;
  if (row.systemPrompt) yield `\n> ${row.systemPrompt.replaceAll('\n', '\n> ')}\n`;
  const numbers = new Map<string, number>();
  let before: string | null = null;
  for await (const { row: message } of messages) {
    const number = numbers.size + 1;
    numbers.set(message.id, number);
    yield `\n${headingOf(message, number, before, numbers)}\n\n${message.content}\n`;
    before = message.id;
  }
}

function headingOf(
  { role, state, parentId, model, createdAt }: MessageRow,
  number: number,
  before: string | null,
  numbers: ReadonlyMap<string, number>,
): string {
  const facts = [
    createdAt.slice(0, 16).replace('T', ' '),
    ...(model === null ? [] : [oneLine(model)]),
    ...(state === 'COMPLETED' ? [] : [state.toLowerCase()]),
    ...(parentId === before ? [] : [parentId === null ? 'a new beginning' : `follows ${numbers.get(parentId) ?? '?'}`]),
  ];
  return `## ${number}. ${NAMES[role] ?? role} (${facts.join(', ')})`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
