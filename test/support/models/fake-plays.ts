/** What a server that is 'compatible' in its own way sends, by a name: see `play` in fake-provider.ts. */
export interface Play {
  /** @default 200 */
  readonly status?: number;
  /** @default those of a stream */
  readonly headers?: Readonly<Record<string, string>>;
  /** What goes out, part by part; a test can hold each. */
  readonly parts: readonly string[];
}

const JSON_TYPE = { 'content-type': 'application/json' };
const HTML_TYPE = { 'content-type': 'text/html; charset=utf-8' };
const DONE = 'data: [DONE]\n\n';

/** One event of a stream. */
const data = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;
const choice = (value: object): string => data({ choices: [{ index: 0, ...value }] });
const delta = (value: object): string => choice({ delta: value, finish_reason: null });
const say = (content: unknown): string => delta({ content });
const finish = (reason: unknown): string => choice({ delta: {}, finish_reason: reason });
const usage = (value: unknown): string => data({ choices: [], usage: value });
const stream = (...parts: readonly string[]): Play => ({ parts });
const json = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Play => ({
  status,
  headers: { ...JSON_TYPE, ...headers },
  parts: [typeof body === 'string' ? body : JSON.stringify(body)],
});
const page = (status: number): Play => ({ status, headers: HTML_TYPE, parts: ['<html><h1>nginx</h1></html>'] });
const answered = (parts: readonly string[]): Play => stream(...parts, finish('stop'), DONE);
const counted = (value: unknown): Play => stream(say('Four.'), finish('stop'), usage(value), DONE);
const odd = (...between: readonly string[]): Play => stream(say('Fo'), ...between, say('ur.'), finish('stop'), DONE);
const error = (value: unknown): string => data({ error: value });

const event = (type: string, value: object = {}): string => `event: ${type}\n${data({ type, ...value })}`;
const started = event('message_start', { message: { id: 'msg_1', usage: { input_tokens: 12, output_tokens: 1 } } });
const wrote = (value: object): string => event('content_block_delta', { index: 0, delta: value });
const anthropicText = (text: string): string => wrote({ type: 'text_delta', text });
const stopped = (reason: unknown, output: unknown = 3): string =>
  event('message_delta', { delta: { stop_reason: reason }, usage: { output_tokens: output } });
const anthropic = (...parts: readonly string[]): Play => stream(started, ...parts);

/** How answers end. */
const ENDS = {
  'a reason and [DONE]': answered([say('Four.')]),
  'a reason and no [DONE]': stream(say('Four.'), finish('stop')),
  'no reason, but usage and [DONE]': stream(say('Four.'), usage({ prompt_tokens: 12, completion_tokens: 3 }), DONE),
  'no reason, but [DONE]': stream(say('Four.'), DONE),
  'a reason nobody knows and [DONE]': stream(say('Four.'), finish('hallelujah'), DONE),
  'a reason nobody knows and no [DONE]': stream(say('Four.'), finish('hallelujah')),
  'an empty reason in every chunk': stream(
    choice({ delta: { content: 'Fo' }, finish_reason: '' }),
    choice({ delta: { content: 'ur.' }, finish_reason: '' }),
    DONE,
  ),
  'a reason that is an object': stream(say('Four.'), finish({ reason: 'eos' }), DONE),
  'neither a reason nor [DONE]': stream(say('Fo')),
  'the reason error': stream(say('Fo'), choice({ delta: {}, finish_reason: 'error' }), DONE),
  'the reason abort': stream(say('Fo'), finish('abort'), DONE),
  'an error in the choice': stream(say('Fo'), choice({ delta: {}, error: { message: 'GPU lost', code: 502 } }), DONE),
  'an error in the chunk': stream(say('Fo'), error({ message: 'GPU lost', code: 502 })),
  'an error without the form of an event': stream(say('Fo'), '{"error":{"message":"GPU lost"}}\n\n'),
  'an event named error': stream(say('Fo'), 'event: error\ndata: GPU lost\n\n'),
  'the reason content_filter': stream(say('Four'), finish('content_filter'), DONE),
  'the reason SAFETY': stream(say('Four'), finish('SAFETY'), DONE),
  'the reason max_tokens': stream(say('Four'), finish('max_tokens'), DONE),
  'the reason model_length': stream(say('Four'), finish('model_length'), DONE),
  'the reason tool_calls': stream(say('Four.'), finish('tool_calls'), DONE),
  'the reason eos_token and no [DONE]': stream(say('Four.'), finish('eos_token')),
} satisfies Readonly<Record<string, Play>>;

/** Fields and events that are odd, while the answer is all there. */
const ODD = {
  'half a token': counted({ prompt_tokens: 12, completion_tokens: 2.5 }),
  'tokens in a text': counted({ prompt_tokens: '12', completion_tokens: '2' }),
  'tokens below none': counted({ prompt_tokens: 12, completion_tokens: -1 }),
  'more tokens than there are': counted({ prompt_tokens: 12, completion_tokens: 1e12 }),
  'tokens that are null': counted({ prompt_tokens: 12, completion_tokens: null }),
  'usage that is a text': counted('12'),
  'an empty event': odd('data:\n\n', 'data: \n\n'),
  'keep-alive JSON': odd(data({}), data(null), data(7)),
  'a line that is no JSON': odd('data: {\n\n', 'data: hello\n\n', 'hello\n\n'),
  'a comment': odd(': keep-alive\n\n'),
  'events in a list': stream(say('Fo'), data([{ choices: [{ delta: { content: 'ur.' } }] }]), finish('stop'), DONE),
  'choices as an object': stream(data({ choices: { delta: { content: 'Four.' }, finish_reason: 'stop' } }), DONE),
  'choices of another kind': odd(data({ choices: 'none' }), data({ choices: [null] }), data({ choices: [7] })),
  'a delta that is a text': stream(choice({ delta: 'Four.' }), finish('stop'), DONE),
  'text instead of a delta': stream(choice({ text: 'Four.' }), choice({ text: '', finish_reason: 'stop' }), DONE),
  'a message instead of a delta': stream(choice({ message: { content: 'Four.' }, finish_reason: 'stop' }), DONE),
  'a message that repeats the deltas': stream(
    say('Four.'),
    choice({ message: { content: 'Four.' }, finish_reason: 'stop' }),
    DONE,
  ),
  'content in parts': answered([say([{ type: 'text', text: 'Fo' }, 'ur', { type: 'image' }, { text: '.' }])]),
  'content of another kind': odd(say(7), say({ type: 'image_url' }), delta({ content: null, refusal: 7 })),
  'an error that is none': stream(data({ error: null, choices: [{ delta: { content: 'Four.' }, error: {} }] }), DONE),
  'two chunks in one event': stream(
    `data: {"choices":[{"delta":{"content":"Fo"}}]}\ndata: {"choices":[{"delta":{"content":"ur."}}]}\n\n`,
    finish('stop'),
    DONE,
  ),
  'a whole answer': json(200, {
    object: 'chat.completion',
    choices: [{ index: 0, message: { role: 'assistant', content: 'Four.' }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 12, completion_tokens: 2 },
  }),
  'a whole answer that is called a stream': stream(
    '\n{"choices": [{"message": {"content": "Four."},\n',
    ' "finish_reason": "stop"}]}\n',
  ),
  'chunks line by line': json(
    200,
    '{"choices":[{"delta":{"content":"Fo"}}]}\n{"choices":[{"delta":{"content":"ur."},"finish_reason":"stop"}]}\n',
  ),
} satisfies Readonly<Record<string, Play>>;

/** Refusals and faults, inside of a 200 or not. */
const FAULTS = {
  'a numeric 400 in the stream': stream(error({ message: 'No such voice', code: 400 })),
  'a numeric 402 in the stream': stream(error({ message: 'Insufficient credits', code: 402 })),
  'a numeric 503 in the stream': stream(error({ message: 'Loading', code: '503' })),
  'a text for an error': stream(error('model is not loaded')),
  'a whole error in a 200': json(200, { error: 'Unexpected endpoint or method. (POST /chat/completions)' }),
  'a detail in a 200': json(200, { detail: 'Model is not ready' }),
  'details of fields': json(422, {
    detail: [{ loc: ['body', 'messages', 0], msg: 'field required', type: 'missing' }],
  }),
  'a message in a 200': json(200, { object: 'error', message: 'No such adapter', type: 'BadRequestError', code: 400 }),
  'an error in a list': json(400, [{ error: { code: 400, message: 'Unknown voice', status: 'INVALID_ARGUMENT' } }]),
  'the error of one behind it': json(400, {
    error: { message: 'Provider returned error', code: 400, metadata: { raw: '{"message":"no such tool"}' } },
  }),
  'no credit': json(402, { error: { message: 'Insufficient Balance' } }),
  'a used up quota': json(429, { error: { message: 'You exceeded your quota', code: 'insufficient_quota' } }),
  'a page of 404': page(404),
  'a page of 502': page(502),
  'a page of 200': { ...page(200), headers: HTML_TYPE },
  'nothing at this address': json(404, { detail: 'Not Found' }),
  'a fault with its request id': json(
    500,
    { error: { message: 'out of memory, sk-live-0123456789 asked' } },
    { 'x-request-id': 'req-42' },
  ),
  'a method it lacks': json(501, { error: { message: 'not implemented' } }),
  'nothing but comments': stream(': a\n\n', ': b\n\n', ': c\n\n'),
} satisfies Readonly<Record<string, Play>>;

const tooLong = (status: number, message: string, more: object = {}): Play =>
  json(status, { error: { message, ...more } });

/** Refusals because of the prompt's length, and others that speak of lengths. */
const LENGTHS = {
  'too long for OpenAI': tooLong(
    400,
    "This model's maximum context length is 8192 tokens. However, you requested 9000 tokens (8000 in the messages, " +
      '1000 in the completion). Please reduce the length of the messages.',
    { type: 'invalid_request_error', code: 'context_length_exceeded' },
  ),
  'too long for vLLM': json(400, {
    object: 'error',
    message: "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens in the messages.",
    type: 'BadRequestError',
    code: 400,
  }),
  'too long for llama.cpp': tooLong(400, 'the request exceeds the available context size, try increasing it', {
    type: 'exceed_context_size_error',
    n_prompt_tokens: 5000,
    n_ctx: 4096,
  }),
  'too long for llama.cpp with a number': tooLong(500, 'the request exceeds the available context size (2048 tokens)'),
  'too long for Anthropic': tooLong(400, 'prompt is too long: 210000 tokens > 200000 maximum'),
  'too long for LM Studio': stream(
    error({
      message:
        'Trying to keep the first 4897 tokens when context the overflows. However, the model is loaded with context ' +
        'length of only 4096 tokens, which is not enough.',
    }),
  ),
  'too long for TGI': json(422, {
    error: 'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 5000 `inputs` tokens',
    error_type: 'validation',
  }),
  'too long for Mistral': json(400, {
    object: 'error',
    message: 'Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length',
    type: 'invalid_request_prompt_too_long',
    code: 3051,
  }),
  'too long for Gemini': json(400, [
    {
      error: {
        code: 400,
        message: 'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
        status: 'INVALID_ARGUMENT',
      },
    },
  ]),
  'too long for Groq': tooLong(
    413,
    'Request too large for model `x` on tokens per minute (TPM): Limit 6,000, Requested 7,000',
  ),
  'too long for a proxy': page(413),
  'too long by a mad number': tooLong(400, "This model's maximum context length is 99999999999999 tokens."),
  'too long without a number': tooLong(400, 'Input is too long for requested model.'),
  'too long after some words': stream(say('Fo'), error({ message: 'prompt is too long', code: 400 })),
  'too long an answer wished': tooLong(
    400,
    'max_tokens: 100000 > 8192, which is the maximum allowed number of output tokens for claude-x',
  ),
  'too long a completion wished': tooLong(
    400,
    "This model's maximum context length is 4097 tokens. However, you requested 5007 tokens (7 in the messages, " +
      '5000 in the completion).',
  ),
} satisfies Readonly<Record<string, Play>>;

/** What models think, and where servers put it. */
const THINKING = {
  reasoning_content: answered([
    delta({ reasoning_content: 'Two and ' }),
    delta({ reasoning_content: 'two.' }),
    say('Four.'),
  ]),
  reasoning: answered([delta({ reasoning: 'Two and two.', content: '' }), say('Four.')]),
  'reasoning twice': answered([
    delta({ reasoning: 'Two and two.', reasoning_details: [{ type: 'reasoning.text', text: 'Two and two.' }] }),
    say('Four.'),
  ]),
  'reasoning_details alone': answered([
    delta({
      reasoning_details: [
        { type: 'reasoning.encrypted', data: 'x' },
        { type: 'reasoning.summary', summary: 'Two and two.' },
      ],
    }),
    say('Four.'),
  ]),
  'thinking in a delta': answered([delta({ thinking: 'Two and two.' }), say('Four.')]),
  'thinking in a part': answered([
    say([{ type: 'thinking', thinking: [{ type: 'text', text: 'Two and two.' }] }]),
    say([{ type: 'text', text: 'Four.' }]),
  ]),
  'a tag in one piece': answered([say('<think>Two and two.</think>\n\nFour.')]),
  'a tag in single characters': answered([...'\n <think>Two and two.</think>\n\nFour.'].map(say)),
  'a tag of another name': answered([say('<thought>Two and '), say('two.</thought>Four.')]),
  'a tag of Kimi': answered([say('◁think'), say('▷Two and two.◁/thi'), say('nk▷Four.')]),
  'an empty thought before one': answered([say('<think>\n</think>'), say('<think>Two and two.</think>Four.')]),
  'a tag that only the template opened': answered([say('Two and two.</think>\n\nFour.')]),
  'the same, in pieces': answered([say('Two and '), say('two.\n'), say('</think>'), say('\n\nFour.')]),
  'a whole answer with a tag': json(200, {
    choices: [{ message: { content: 'Two and two.\n</think>\n\nFour.' }, finish_reason: 'stop' }],
  }),
  'a whole answer with reasoning': json(200, {
    choices: [{ message: { reasoning_content: 'Two and two.', content: 'Four.' }, finish_reason: 'stop' }],
  }),
  'a tag in the middle of the answer': answered([say('Write <think> and '), say('</think>.')]),
  'both tags in one piece of the answer': answered([say('Write <think> and </think>.')]),
  'what only looks like a tag': answered([say('<'), say('thi'), say('s> is it.')]),
  'a tag that is never closed': answered([say('<think>Two and '), say('two.')]),
  'thinking to the last token': stream(delta({ reasoning_content: 'Two and two.' }), finish('length'), DONE),
  'no token for a word': stream(finish('length'), DONE),
} satisfies Readonly<Record<string, Play>>;

/** Anthropic's language, spoken by others. */
const ANTHROPIC = {
  'anthropic: end_turn': anthropic(anthropicText('Four.'), stopped('end_turn'), event('message_stop')),
  'anthropic: max_tokens': anthropic(anthropicText('Four'), stopped('max_tokens'), event('message_stop')),
  'anthropic: refusal': anthropic(anthropicText('Four'), stopped('refusal'), event('message_stop')),
  'anthropic: pause_turn': anthropic(anthropicText('Four'), stopped('pause_turn'), event('message_stop')),
  'anthropic: model_context_window_exceeded': anthropic(
    anthropicText('Four'),
    stopped('model_context_window_exceeded'),
    event('message_stop'),
  ),
  'anthropic: a reason nobody knows': anthropic(anthropicText('Four.'), stopped('hallelujah'), event('message_stop')),
  'anthropic: no reason': anthropic(anthropicText('Four.'), event('message_stop')),
  'anthropic: no end': anthropic(anthropicText('Fo')),
  'anthropic: a reason nobody knows and no end': anthropic(anthropicText('Fo'), stopped('hallelujah')),
  'anthropic: odd fields': anthropic(
    event('content_block_start', { index: 'x', content_block: { type: 'text', text: 'Fo' } }),
    event('ping'),
    event('never_heard_of'),
    'data: {\n\n',
    data({}),
    anthropicText('ur.'),
    stopped('end_turn', '3'),
    event('message_stop'),
  ),
  'anthropic: half a token': anthropic(anthropicText('Four.'), stopped('end_turn', 2.5), event('message_stop')),
  'anthropic: thinking': anthropic(
    wrote({ type: 'thinking_delta', thinking: 'Two and two.' }),
    wrote({ type: 'signature_delta', signature: 'x' }),
    anthropicText('Four.'),
    stopped('end_turn'),
    event('message_stop'),
  ),
  'anthropic: a tag': anthropic(
    anthropicText('<think>Two and two.'),
    anthropicText('</think>\nFour.'),
    stopped('end_turn'),
    event('message_stop'),
  ),
  'anthropic: thinking to the last token': anthropic(
    wrote({ type: 'thinking_delta', thinking: 'Two and two.' }),
    stopped('max_tokens'),
    event('message_stop'),
  ),
  'anthropic: a whole answer': json(200, {
    type: 'message',
    content: [
      { type: 'thinking', thinking: 'Two and two.' },
      { type: 'text', text: 'Four.' },
    ],
    stop_reason: 'end_turn',
    usage: { input_tokens: 12, output_tokens: 3 },
  }),
  'anthropic: a whole error': json(200, {
    type: 'error',
    error: { type: 'invalid_request_error', message: 'no such tool' },
  }),
  'anthropic: too long in the stream': stream(
    event('error', {
      error: { type: 'invalid_request_error', message: 'prompt is too long: 210000 tokens > 200000 maximum' },
    }),
  ),
} satisfies Readonly<Record<string, Play>>;

const openAiCall = (index: number, value: object): string => delta({ tool_calls: [{ index, ...value }] });
const anthropicBlock = (index: number, block: object): string =>
  event('content_block_start', { index, content_block: block });
const anthropicInput = (index: number, json: string): string =>
  event('content_block_delta', { index, delta: { type: 'input_json_delta', partial_json: json } });

/** Calls of tools: two side by side, their arguments in pieces. */
const TOOLS = {
  'calls of tools': stream(
    openAiCall(0, { id: 'call_a', type: 'function', function: { name: 'weather', arguments: '' } }),
    openAiCall(0, { function: { arguments: '{"city":' } }),
    openAiCall(1, { id: 'call_b', type: 'function', function: { name: 'time', arguments: '{}' } }),
    openAiCall(0, { function: { arguments: '"Oslo"}' } }),
    finish('tool_calls'),
    usage({ prompt_tokens: 12, completion_tokens: 7 }),
    DONE,
  ),
  'anthropic: calls of tools': anthropic(
    anthropicText('Let me look.'),
    anthropicBlock(1, { type: 'tool_use', id: 'call_a', name: 'weather', input: {} }),
    anthropicInput(1, '{"city":'),
    anthropicInput(1, '"Oslo"}'),
    anthropicBlock(2, { type: 'tool_use', id: 'call_b', name: 'time', input: {} }),
    anthropicInput(2, '{}'),
    stopped('tool_use'),
    event('message_stop'),
  ),
} satisfies Readonly<Record<string, Play>>;

const PLAYS = { ...ENDS, ...ODD, ...FAULTS, ...LENGTHS, ...THINKING, ...ANTHROPIC, ...TOOLS };

export type PlayName = keyof typeof PLAYS;

/** Every name of a kind, for a test that plays them all. */
export const PLAY_NAMES = { odd: namesOf(ODD) };

export function playOf(name: PlayName): Play {
  return PLAYS[name];
}

function namesOf<Name extends string>(plays: Readonly<Record<Name, Play>>): Name[] {
  const isName = (name: string): name is Name => name in plays;
  return Object.keys(plays).filter(isName);
}
