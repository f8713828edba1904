import type { FakeAnswer } from './fake-provider.ts';

/** One event of a stream, as it goes over the wire. */
export interface WireEvent {
  readonly text: string;
  /** Whether it carries a piece of the answer: those are what a test can hold. */
  readonly isPiece: boolean;
}

type Streamed = Extract<FakeAnswer, { pieces: readonly string[] }>;

/** What the fake counts for every answer. */
export const INPUT_TOKENS = 12;
/** One for each piece. */
export function outputTokens(answer: Streamed): number {
  return answer.pieces.length;
}

/**
 * OpenAI's chat completions as server-sent events: a chunk with the role, one for each piece, one with the reason
 * of the end, one with the usage, then `[DONE]`.
 */
export function* openAiEvents(answer: Streamed): Generator<WireEvent> {
  const chunk = (delta: object, finish: string | null, usage: object | null = null) =>
    openAiEvent({
      id: 'chatcmpl-1',
      object: 'chat.completion.chunk',
      created: 1_700_000_000,
      model: 'fake',
      choices: usage ? [] : [{ index: 0, delta, logprobs: null, finish_reason: finish }],
      usage,
    });
  yield { text: chunk({ role: 'assistant', content: '' }, null), isPiece: false };
  for (const reasoning_content of (answer.kind === 'text' && answer.thoughts) || []) {
    yield { text: chunk({ reasoning_content }, null), isPiece: true };
  }
  for (const content of answer.pieces) yield { text: chunk({ content }, null), isPiece: true };
  if (answer.kind === 'late-error') {
    const error = { message: 'a late fault', type: answer.type, param: null, code: null };
    yield { text: openAiEvent({ error }), isPiece: false };
  }
  if (answer.kind !== 'text') return;
  const reasons = { stop: 'stop', length: 'length', filter: 'content_filter' };
  yield { text: chunk({}, reasons[answer.end ?? 'stop']), isPiece: false };
  const used = outputTokens(answer);
  const read = answer.inputTokens ?? INPUT_TOKENS;
  const usage = { prompt_tokens: read, completion_tokens: used, total_tokens: read + used };
  yield { text: chunk({}, null, usage), isPiece: false };
  yield { text: 'data: [DONE]\n\n', isPiece: false };
}

function openAiEvent(data: object): string {
  return `data: ${JSON.stringify(data)}\n\n`;
}

/**
 * Anthropic's messages as server-sent events: `message_start` with the input's tokens, the one block of content,
 * `message_delta` with the reason of the end and the output's tokens, `message_stop`.
 */
export function* anthropicEvents(answer: Streamed): Generator<WireEvent> {
  yield anthropicEvent('message_start', {
    message: {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: 'fake',
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { input_tokens: INPUT_TOKENS, output_tokens: 1 },
    },
  });
  yield anthropicEvent('content_block_start', { index: 0, content_block: { type: 'text', text: '' } });
  yield anthropicEvent('ping', {});
  for (const text of answer.pieces) {
    yield {
      ...anthropicEvent('content_block_delta', { index: 0, delta: { type: 'text_delta', text } }),
      isPiece: true,
    };
  }
  if (answer.kind === 'late-error') {
    yield anthropicEvent('error', { error: { type: answer.type, message: 'a late fault' } });
  }
  if (answer.kind !== 'text') return;
  const reasons = { stop: 'end_turn', length: 'max_tokens', filter: 'refusal' };
  yield anthropicEvent('content_block_stop', { index: 0 });
  yield anthropicEvent('message_delta', {
    delta: { stop_reason: reasons[answer.end ?? 'stop'], stop_sequence: null },
    usage: { output_tokens: outputTokens(answer) },
  });
  yield anthropicEvent('message_stop', {});
}

function anthropicEvent(type: string, data: object): WireEvent {
  return { text: `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`, isPiece: false };
}
