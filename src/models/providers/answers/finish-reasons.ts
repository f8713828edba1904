import type { FinishReason } from '../../model.ts';

/** Reasons of a good end, as OpenAI, Anthropic, Mistral, Gemini, vLLM, TGI and others name them. */
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
  // Lex gives models no tools. What the model said before it wished to call one is its answer.
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
  // The model would go on in a further turn.
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

/** Reasons that say that the answer isn't whole. */
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

/** What a reason means for the answer; `unknown` for a reason that isn't listed here. */
export function readFinishReason(reason: string): FinishReason | 'bad' | 'unknown' {
  const name = reason.toLowerCase().replace(/[\s-]/g, '_');
  if (BAD.has(name)) return 'bad';
  return (Object.hasOwn(GOOD, name) ? GOOD[name] : undefined) ?? 'unknown';
}

/** The reason in a field. Until there is one, some servers send an empty text; some send an object for one. */
export function reasonIn(field: unknown): string | undefined {
  if (field == null || field === false || field === '' || field === 'null') return undefined;
  return typeof field === 'string' ? field : `(${typeof field})`;
}
