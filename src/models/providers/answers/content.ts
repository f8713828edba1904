import { fieldsOf, textOf } from '../http/json.ts';

/** The text and the thinking in a piece of an answer. */
export interface Content {
  readonly text: string;
  readonly reasoning: string;
}

/** The types of parts that contain thinking. */
const THINKING_TYPES: ReadonlySet<string> = new Set([
  'thinking',
  'reasoning',
  'reasoning.text',
  'reasoning.summary',
  'reasoning_text',
  'summary_text',
  'thought',
]);
/** The types of parts that contain text of the answer. */
const TEXT_TYPES: ReadonlySet<string> = new Set(['text', 'output_text', 'text_delta', '']);

/** How deep lists and parts may be nested: Mistral's thinking is a list in a part of a list. */
const DEPTH = 5;

/** Reads content in any form that servers use: a text, a part, or a list of these. Other parts are ignored. */
export function readContent(content: unknown, depth = DEPTH): Content {
  if (typeof content === 'string') return { text: content, reasoning: '' };
  if (typeof content !== 'object' || content === null || depth === 0) return { text: '', reasoning: '' };
  if (Array.isArray(content)) {
    const parts = content.map((each) => readContent(each, depth - 1));
    return {
      text: parts.map(({ text }) => text).join(''),
      reasoning: parts.map(({ reasoning }) => reasoning).join(''),
    };
  }
  const part = fieldsOf(content);
  const type = textOf(part['type']) ?? '';
  const text = textOf(part['text']) ?? '';
  if (THINKING_TYPES.has(type)) {
    const inner = readContent(part['thinking'], depth - 1);
    return { text: '', reasoning: text || textOf(part['summary']) || inner.text || inner.reasoning };
  }
  return { text: TEXT_TYPES.has(type) ? text : '', reasoning: '' };
}

/** The fields in which servers put thinking. A server that fills several of them puts the same into each. */
const REASONING_FIELDS = ['reasoning_content', 'reasoning', 'thinking', 'thinking_content', 'reasoning_details'];

/** The thinking in a message or delta, from whichever field it is in. */
export function readReasoning(message: Readonly<Record<string, unknown>>): string {
  for (const name of REASONING_FIELDS) {
    if (message[name] == null) continue;
    const { text, reasoning } = readContent(message[name]);
    if (text || reasoning) return text + reasoning;
  }
  return '';
}
