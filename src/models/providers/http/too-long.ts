/** The codes with which servers refuse a prompt as too long. */
const CODES: ReadonlySet<string> = new Set([
  'context_length_exceeded',
  'context_window_exceeded',
  'model_context_window_exceeded',
  'exceed_context_size_error',
  'input_too_long',
  'prompt_too_long',
  'request_too_large',
  'string_above_max_length',
  'tokens_limit_reached',
]);

/**
 * What such refusals say: OpenAI, vLLM, SGLang, llama.cpp, LM Studio, Ollama, TGI, Mistral, Gemini, xAI. Lower case.
 */
const PHRASES = [
  'maximum context length',
  'context length exceeded',
  'exceeds the context length',
  'exceeds the available context',
  'exceed context limit',
  'exceeds the context window',
  'exceeds the model',
  'exceeded max context',
  'longer than the model',
  'longer than the context',
  'context the overflows',
  'trying to keep the first',
  'maximum prompt length',
  'maximum input length',
  'maximum number of tokens allowed',
  'maximum number of input tokens',
  'prompt is too long',
  'prompt too long',
  'input is too long',
  'input too long',
  'conversation is too long',
  'request too large',
  'too many tokens',
  'too many input tokens',
  'reduce the length of',
  'reduce your prompt',
  '`inputs` tokens',
  '`inputs` must have less',
];

/** Phrases that refuse a too long answer instead: a shorter prompt would not help. */
const OUTPUT_PHRASES = ['maximum allowed number of output tokens', 'completion tokens, whereas'];
const OUTPUT_NAMES = ['max_tokens', 'max_completion_tokens', 'max_output_tokens', 'max_new_tokens'];

/** How servers tell the length that they take, the surest first. Each reads the text once, from left to right. */
const LIMITS: readonly RegExp[] = [
  /maximum (?:context|prompt|input) length (?:is |of )?(\d{1,15})/,
  /(\d{1,15}) maximum context length/,
  /> (\d{1,15}) maximum/,
  /context limit: \d{1,15} \+ \d{1,15} > (\d{1,15})/,
  /context length of only (\d{1,15})/,
  /tokens allowed \((\d{1,15})/,
  /available context size \((\d{1,15})/,
  /(?:must be <=|must have less than) (\d{1,15})/,
  /limit (\d{1,15}), requested/,
  /maximum context length: (\d{1,15})/,
  /context (?:length|window|size|limit)(?: of | is |: | \()(\d{1,15})/,
  /maximum of (\d{1,15}) (?:input )?tokens/,
];

/** The length of the completion that was asked for, where a refusal names it separately. */
const COMPLETION = /(\d{1,15}) (?:tokens )?(?:in|for) the completion/;

/** No model has a limit outside of these bounds. */
const [SMALLEST_LIMIT, LARGEST_LIMIT] = [64, 100_000_000];
/** How much of a text is read, in UTF-16 units. */
const LOOKED_AT = 4_000;
/** The statuses of such refusals. A 429 is one only when it says that the request itself is too large. */
const STATUSES: ReadonlySet<number | undefined> = new Set([undefined, 400, 413, 422, 500]);

export interface MaybeTooLong {
  readonly status: number | undefined;
  /** The codes and types of the error. */
  readonly names: readonly string[];
  /** The words of the error. */
  readonly text: string;
  /** The field of the error with the size of the context, where it has one. */
  readonly contextSize: unknown;
}

/** Reads a refusal of a too long prompt, with the limit in tokens where it tells it; undefined for any other error. */
export function readTooLong({
  status,
  names,
  text,
  contextSize,
}: MaybeTooLong): { limitTokens: number | undefined } | undefined {
  // "8,192 tokens" is one number.
  const said = text
    .slice(0, LOOKED_AT)
    .toLowerCase()
    .replace(/(\d),(?=\d{3})/g, '$1');
  const limitTokens = sane(contextSize) ?? limitIn(said);
  const isOfLength =
    status === 413 || names.some((name) => CODES.has(name)) || PHRASES.some((each) => said.includes(each));
  const mayBe = STATUSES.has(status) || (status === 429 && said.includes('request too large'));
  if (!isOfLength || !mayBe || isOutputAlone(said, limitTokens)) return undefined;
  return { limitTokens };
}

function limitIn(said: string): number | undefined {
  return LIMITS.map((form) => sane(Number(form.exec(said)?.[1]))).find((limit) => limit !== undefined);
}

function sane(limit: unknown): number | undefined {
  const isLimit = typeof limit === 'number' && Number.isInteger(limit);
  return isLimit && limit >= SMALLEST_LIMIT && limit <= LARGEST_LIMIT ? limit : undefined;
}

function isOutputAlone(said: string, limit: number | undefined): boolean {
  const completion = Number(COMPLETION.exec(said)?.[1] ?? 0);
  if (limit !== undefined && completion >= limit) return true;
  const namesOutput = OUTPUT_NAMES.some((name) => said.includes(name));
  return OUTPUT_PHRASES.some((each) => said.includes(each)) || (namesOutput && said.includes('is too large'));
}
