import { z } from 'zod';
import { BadUserInputError } from '../../errors.ts';
import type { CompletionSettings, Tool, ToolChoice } from '../../models/completion.ts';
import { modelText } from '../../models/model.ts';
import { parseInput } from '../../parse-input.ts';
import { messages, newestQuestion, type ReadMessages, separateSystem, toolName } from './completion-message.ts';

const MOST_TOOLS = 128;
/** How deep the JSON schema of a tool, or of an answer, may be nested. */
const DEEPEST = 64;

/** Programs write null for what they leave out. */
const optional = <Value>(schema: z.ZodType<Value>) => schema.nullish().transform((value) => value ?? undefined);
const share = (least: number, most: number) => {
  const bounds = `takes a number from ${least} to ${most}`;
  return optional(z.number({ error: bounds }).min(least, bounds).max(most, bounds));
};
const whole = (least: number, most: number) => {
  const bounds = `takes a whole number from ${least.toLocaleString('en')} to ${most.toLocaleString('en')}`;
  return optional(z.int({ error: bounds }).min(least, bounds).max(most, bounds));
};
const flag = optional(z.boolean({ error: 'takes true or false' }));
const shortText = z.string({ error: 'takes a text' }).max(100, 'takes at most 100 characters');
const json = z
  .record(z.string(), z.unknown(), { error: 'takes an object' })
  .refine((value) => !isDeeper(value, DEEPEST), `is nested deeper than ${DEEPEST}`);

const tool: z.ZodType<Tool> = z.object({
  type: z.literal('function', { error: 'takes function' }),
  function: z.object({
    name: toolName,
    description: z.string({ error: 'takes a text' }).optional(),
    parameters: json.optional(),
    strict: z.boolean({ error: 'takes true or false' }).nullish(),
  }),
});
const toolChoice: z.ZodType<ToolChoice> = z.union(
  [
    z.enum(['none', 'auto', 'required']),
    z.object({ type: z.literal('function'), function: z.object({ name: toolName }) }),
  ],
  { error: 'takes none, auto, required, or one of the tools' },
);

/** How a model is to write. What of these a conversation's replies can't be told is refused there. */
const settings = {
  temperature: share(0, 2),
  top_p: share(0, 1),
  max_tokens: whole(1, 10_000_000),
  max_completion_tokens: whole(1, 10_000_000),
  stop: optional(z.union([z.string(), z.array(z.string()).max(4)], { error: 'takes a text, or a list of up to 4' })),
  seed: whole(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
  presence_penalty: share(-2, 2),
  frequency_penalty: share(-2, 2),
  logit_bias: optional(
    z.record(z.string().max(20), z.number().min(-100).max(100), { error: 'takes numbers from -100 to 100 by token' }),
  ),
  reasoning_effort: optional(shortText),
  response_format: optional(json),
  parallel_tool_calls: flag,
};

/** Fields that ask for what Lex doesn't give; a value that asks for nothing of it is taken. */
const NOT_GIVEN: readonly (readonly [field: string, isAsked: (value: unknown) => boolean, instead: string])[] = [
  ['n', (value) => value !== 1, 'takes 1: ask several times for several answers'],
  ['logprobs', (value) => value !== false, 'is not given here'],
  ['top_logprobs', (value) => value !== 0, 'is not given here'],
  ['functions', () => true, 'is out of use: send tools'],
  ['function_call', () => true, 'is out of use: send tool_choice'],
  ['audio', () => true, 'is not given here: answers are text'],
  ['modalities', (value) => !(Array.isArray(value) && value.every((each) => each === 'text')), 'takes text alone'],
  ['web_search_options', () => true, 'is not given here'],
];

const request = z.object({
  model: modelText,
  messages,
  tools: z.array(tool, { error: 'takes a list of tools' }).max(MOST_TOOLS, `takes at most ${MOST_TOOLS}`).nullish(),
  tool_choice: toolChoice.nullish(),
  stream: flag,
  stream_options: z.object({ include_usage: flag }, { error: 'takes an object' }).nullish(),
  metadata: z.record(z.string(), z.unknown(), { error: 'takes an object' }).nullish(),
  ...settings,
});

/** What is asked of a completion. Fields that aren't known are passed over, as programs send ever new ones. */
export interface CompletionRequest extends ReadMessages {
  /** As the client named it; undefined: the default. */
  readonly model: string | undefined;
  readonly tools: readonly Tool[];
  readonly toolChoice: ToolChoice | undefined;
  readonly settings: CompletionSettings;
  readonly isStreamed: boolean;
  readonly tellsUsage: boolean;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/**
 * Reads the body of a request for a completion.
 *
 * @throws {BadUserInputError} that names the field which is wrong
 */
export function readCompletionRequest(body: unknown): CompletionRequest {
  refuseNotGiven(body);
  const { model, messages: given, tools, tool_choice: choice, stream, ...more } = parseInput(request, body);
  const { stream_options: options, metadata, ...wanted } = more;
  const read = separateSystem(given);
  if (newestQuestion(read) === undefined) {
    throw new BadUserInputError('messages needs one of the user.', { param: 'messages' });
  }
  if (choice != null && choice !== 'none' && !tools?.length) {
    throw new BadUserInputError('tool_choice goes with tools.', { param: 'tool_choice' });
  }
  return {
    ...read,
    model: model ?? undefined,
    tools: tools ?? [],
    toolChoice: choice ?? undefined,
    settings: wanted,
    isStreamed: stream ?? false,
    tellsUsage: options?.include_usage ?? false,
    metadata: metadata ?? {},
  };
}

function refuseNotGiven(body: unknown): void {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new BadUserInputError('The body takes an object.');
  }
  const fields: Readonly<Record<string, unknown>> = { ...body };
  for (const [param, isAsked, instead] of NOT_GIVEN) {
    const value = fields[param];
    if (value != null && isAsked(value)) throw new BadUserInputError(`${param} ${instead}.`, { param });
  }
}

/** Whether a value is nested deeper. It looks no further than that. */
function isDeeper(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth === 0 || Object.values(value).some((each) => isDeeper(each, depth - 1));
}
