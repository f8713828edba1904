import { FailureError } from '../../failures/failure.ts';
import { countOf, fieldsOf, isObject, textOf } from '../http/json.ts';
import { errorIn, readReportedError } from '../http/reported-error.ts';
import type { AnswerPart } from '../provider.ts';
import type { Answer } from './answer.ts';
import { readContent } from './content.ts';
import { reasonIn } from './finish-reasons.ts';

/** The last event of an answer (docs.anthropic.com/en/api/messages-streaming). */
export const STOP_EVENT = 'message_stop';

/** The events of an answer. An answer that isn't a stream is a message. */
const TYPES: ReadonlySet<string> = new Set([
  'message',
  'message_start',
  'message_delta',
  STOP_EVENT,
  'content_block_start',
  'content_block_delta',
  'content_block_stop',
]);

/**
 * Reads an event into an answer, and returns the parts to show. An unknown event has none.
 *
 * @returns undefined for the last event
 * @throws {FailureError} when the event reports an error
 */
export function takeAnthropicEvent(
  value: unknown,
  name: string | undefined,
  answer: Answer,
): readonly AnswerPart[] | undefined {
  const error = name === 'error' ? value : errorIn(value);
  if (error !== undefined) throw new FailureError(readReportedError(error));
  const { message, content_block: start, delta, usage, content, stop_reason: reason, ...found } = fieldsOf(value);
  const type = textOf(found['type']) ?? name ?? '';
  if (type === STOP_EVENT) return undefined;
  if (!TYPES.has(type)) return [];
  const counts = fieldsOf(usage);
  answer.note({
    reason: reasonIn(fieldsOf(delta)['stop_reason']) ?? reasonIn(reason),
    inputTokens: countOf(counts['input_tokens']) ?? countOf(fieldsOf(fieldsOf(message)['usage'])['input_tokens']),
    outputTokens: countOf(counts['output_tokens']),
  });
  if (type === 'message') return whole(content, answer);
  const block = countOf(found['index']) ?? 0;
  const words = [start, delta]
    .map(fieldsOf)
    .flatMap(({ thinking, text }) => [...answer.reasoning(textOf(thinking) ?? ''), ...answer.text(textOf(text) ?? '')]);
  return [...words, ...takeToolUse(fieldsOf(start), block, answer), ...takeToolInput(fieldsOf(delta), block, answer)];
}

function whole(content: unknown, answer: Answer): readonly AnswerPart[] {
  const { text, reasoning } = readContent(content);
  const blocks = Array.isArray(content) ? content.map(fieldsOf) : [];
  return [
    ...answer.reasoning(reasoning),
    ...answer.text(text, true),
    ...blocks.flatMap((each, block) => takeToolUse(each, block, answer)),
  ];
}

/** The beginning of a call of a tool, or all of it: in a stream its input comes later, and is empty here. */
function takeToolUse(
  { type, id, name, input }: Readonly<Record<string, unknown>>,
  block: number,
  answer: Answer,
): readonly AnswerPart[] {
  if (type !== 'tool_use') return [];
  const given = isObject(input) && Object.keys(input).length > 0 ? JSON.stringify(input) : '';
  const called = { id: textOf(id), name: textOf(name), arguments: given };
  return answer.toolCalls([{ kind: 'tool-call', index: answer.callOf(block), ...called }]);
}

function takeToolInput(
  { type, partial_json: json }: Readonly<Record<string, unknown>>,
  block: number,
  answer: Answer,
): readonly AnswerPart[] {
  if (type !== 'input_json_delta' || !textOf(json)) return [];
  return answer.toolCalls([{ kind: 'tool-call', index: answer.callOf(block), arguments: textOf(json) ?? '' }]);
}
