import type { ToolCallPiece } from '../../completion.ts';
import { FailureError } from '../../failures/failure.ts';
import { countOf, fieldsOf, isObject, textOf } from '../http/json.ts';
import { errorIn, readReportedError } from '../http/reported-error.ts';
import type { AnswerPart } from '../provider.ts';
import type { Answer } from './answer.ts';
import { readContent, readReasoning } from './content.ts';
import { reasonIn } from './finish-reasons.ts';

/**
 * Reads a chunk into an answer, and returns the parts to show. Something that isn't a chunk has none.
 *
 * @throws {FailureError} when the chunk reports an error
 */
export function takeChunk(value: unknown, answer: Answer): readonly AnswerPart[] {
  const error = errorIn(value);
  if (error !== undefined) throw new FailureError(readReportedError(error));
  const { choices, usage } = fieldsOf(value);
  // Only one choice was asked for. Some servers send it without a list.
  const all: unknown[] = Array.isArray(choices) ? choices : [choices];
  const choice = all.find(isObject);
  if (!choice && !Array.isArray(choices) && !isObject(usage)) return [];
  const errorOfChoice = errorIn({ error: choice?.['error'] });
  if (errorOfChoice !== undefined) throw new FailureError(readReportedError(errorOfChoice));
  const counts = fieldsOf(usage);
  answer.note({
    reason: reasonIn(choice?.['finish_reason']),
    inputTokens: countOf(counts['prompt_tokens']) ?? countOf(counts['input_tokens']),
    outputTokens: countOf(counts['completion_tokens']) ?? countOf(counts['output_tokens']),
  });
  return choice ? takeChoice(choice, answer) : [];
}

function takeChoice(choice: Readonly<Record<string, unknown>>, answer: Answer): readonly AnswerPart[] {
  const delta = messageOf(choice['delta']);
  // An answer that isn't a stream has a message instead. At the end of a stream it would repeat the pieces.
  const whole = delta || answer.hasText || answer.callsTools ? undefined : messageOf(choice['message']);
  const said = delta ?? whole ?? {};
  const { text, reasoning } = readContent(said['content']);
  // The older completions API has a `text`.
  const words = text || (textOf(choice['text']) ?? '');
  return [
    ...answer.reasoning(readReasoning(said) || reasoning),
    ...answer.text(words, whole !== undefined),
    ...answer.refusal(textOf(said['refusal']) ?? ''),
    ...answer.toolCalls(readToolCalls(said['tool_calls'])),
  ];
}

/** The pieces of calls of tools in a message or delta. Servers that send a call whole may leave its index out. */
function readToolCalls(calls: unknown): readonly ToolCallPiece[] {
  if (!Array.isArray(calls)) return [];
  return calls.filter(isObject).map((call, place) => {
    const called = fieldsOf(call['function']);
    const given = called['arguments'];
    return {
      kind: 'tool-call',
      index: countOf(call['index']) ?? place,
      id: textOf(call['id']) || undefined,
      name: textOf(called['name']) || undefined,
      arguments: textOf(given) ?? (isObject(given) ? JSON.stringify(given) : ''),
    };
  });
}

/** A message, or a part of one. A mere text is its content. */
function messageOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof value === 'string') return { content: value };
  return isObject(value) ? value : undefined;
}
