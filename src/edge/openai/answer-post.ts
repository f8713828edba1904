import type { IncomingMessage } from 'node:http';
import { LexError } from '../../errors.ts';
import { WRITE } from '../../graphql/cost-rule.ts';
import type { Queueing } from '../../graphql/queueing-rule.ts';
import type { OpenAiService } from '../../openai/openai-service.ts';
import { rateHeaders } from '../http/writing/rate-headers.ts';
import { costOfBody, REFUSED_POINTS } from '../limits/cost/cost-of-refused.ts';
import { readJsonBody } from '../request/request-body.ts';
import { openCall } from './open-call.ts';
import type { AskedOpenAi, OpenAiRouteOptions } from './openai-asked.ts';
import { sendChunks } from './send-chunks.ts';
import { writeJson } from './write-json.ts';

/** What a text costs of which a vector is made, in points. */
const VECTOR = 10;

/**
 * Answers a completion, or a call for vectors, while its client is there.
 *
 * @throws {LexError} before anything is written
 */
export async function answerPost(
  asked: AskedOpenAi,
  kind: 'completions' | 'embeddings',
  options: OpenAiRouteOptions,
): Promise<void> {
  const { request, response, caller, calls } = asked;
  const { rates, openai, bodyMaxBytes } = options;
  const body = await readJsonBody(request, bodyMaxBytes, (bytes) => {
    const cost = costOfBody(bytes);
    if (cost > 0) rates.charge(caller, cost);
  });
  const run = prepare(openai, body, { kind, asked, options });
  const leave = calls.enter(caller);
  const call = openCall(response, caller);
  try {
    await run(call);
  } finally {
    call.end();
    leave();
  }
}

interface Asking {
  readonly kind: 'completions' | 'embeddings';
  readonly asked: AskedOpenAi;
  readonly options: OpenAiRouteOptions;
}

type Run = (call: ReturnType<typeof openCall>) => Promise<void>;

/** @throws {LexError} when what was sent can't be right, which has cost something to find out */
function prepare(openai: OpenAiService, body: unknown, asking: Asking): Run {
  const { asked, options } = asking;
  try {
    return asking.kind === 'completions'
      ? prepareCompletion(openai, body, asking)
      : prepareEmbeddings(openai, body, asking);
  } catch (error) {
    if (error instanceof LexError && error.code === 'BAD_USER_INPUT') {
      options.rates.charge(asked.caller, REFUSED_POINTS);
    }
    throw error;
  }
}

function prepareCompletion(openai: OpenAiService, body: unknown, { asked, options }: Asking): Run {
  const { request, response, caller, headers, toError } = asked;
  const prepared = openai.prepareCompletion(body, {
    conversation: headerOf(request, 'x-lex-conversation'),
    memory: headerOf(request, 'x-lex-memory'),
    idempotencyKey: headerOf(request, 'idempotency-key'),
  });
  return async (call) => {
    await take(asked, options, { points: WRITE, isChat: true, ...(prepared.isKept && { queueing: 'adds' }) });
    const begun = await prepared.begin(caller, call.signal);
    if (begun.conversationId !== undefined) headers.push('X-Lex-Conversation', begun.conversationId);
    const { stalledMs, pingMs } = options;
    if (!prepared.isStreamed) return writeJson(response, headers, await begun.whole());
    return sendChunks(response, begun.chunks(), { headers, call, toError, stalledMs, pingMs });
  };
}

function prepareEmbeddings(openai: OpenAiService, body: unknown, { asked, options }: Asking): Run {
  const { response, caller, headers } = asked;
  const prepared = openai.prepareEmbeddings(body);
  return async (call) => {
    await take(asked, options, { points: VECTOR * prepared.texts, isChat: false });
    return writeJson(response, headers, await prepared.begin(caller, call.signal));
  };
}

interface Taken {
  readonly points: number;
  /** Whether it counts as a message. */
  readonly isChat: boolean;
  /** Undefined for what isn't put off. */
  readonly queueing?: Queueing;
}

/** Takes what the caller may ask for. @throws {LexError} */
async function take(
  { caller, headers }: AskedOpenAi,
  { rates, overload }: OpenAiRouteOptions,
  { points, isChat, queueing }: Taken,
): Promise<void> {
  overload.refuseWork(queueing);
  await rates.take(caller, 'points', points);
  if (isChat) await rates.take(caller, 'chats');
  if (caller.credential) headers.push(...rateHeaders(rates.standings(caller)));
}

function headerOf({ headers }: IncomingMessage, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
