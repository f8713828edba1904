import type { FinishReason } from '../../model.ts';

/** The reasons with which answers end well, as OpenAI, Anthropic, Mistral, Gemini, vLLM, TGI and others call them. */
const GOOD: Readonly<Record<string, FinishReason>> = {
  stop: 'STOP',
  stop_sequence: 'STOP',
  stop_token: 'STOP',
  end_turn: 'STOP',
  end_of_turn: 'STOP',
  eos: 'STOP',
  eos_token: 'STOP',
  end: 'STOP',
  done: 'STOP',
  complete: 'STOP',
  completed: 'STOP',
  // Nobody gave it tools: what it wished to call it can't, what it said stands.
  tool_calls: 'STOP',
  tool_use: 'STOP',
  function_call: 'STOP',
  length: 'LENGTH',
  max_length: 'LENGTH',
  max_tokens: 'LENGTH',
  max_output_tokens: 'LENGTH',
  max_new_tokens: 'LENGTH',
  model_length: 'LENGTH',
  token_limit: 'LENGTH',
  context_length: 'LENGTH',
  context_window_exceeded: 'LENGTH',
  model_context_window_exceeded: 'LENGTH',
  // There would be more, in a further turn.
  pause_turn: 'LENGTH',
  content_filter: 'FILTERED',
  content_filtered: 'FILTERED',
  guardrail_intervened: 'FILTERED',
  refusal: 'FILTERED',
  safety: 'FILTERED',
  recitation: 'FILTERED',
  blocklist: 'FILTERED',
  prohibited_content: 'FILTERED',
  sensitive: 'FILTERED',
  spii: 'FILTERED',
};

/** Those that say that the answer isn't whole. */
const BAD: ReadonlySet<string> = new Set([
  'error',
  'internal_error',
  'server_error',
  'network_error',
  'failed',
  'failure',
  'abort',
  'aborted',
  'cancelled',
  'canceled',
  'timeout',
  'insufficient_system_resource',
  'malformed_response',
]);

/** What a reason means for the answer; `unknown` for one that nobody told us of. */
export function readFinishReason(reason: string): FinishReason | 'bad' | 'unknown' {
  const name = reason.toLowerCase().replace(/[\s-]/g, '_');
  if (BAD.has(name)) return 'bad';
  return (Object.hasOwn(GOOD, name) ? GOOD[name] : undefined) ?? 'unknown';
}

/** The reason that a field holds: some servers send an empty text as long as there is none, or an object. */
export function reasonIn(field: unknown): string | undefined {
  if (field == null || field === false || field === '' || field === 'null') return undefined;
  return typeof field === 'string' ? field : `(${typeof field})`;
}
