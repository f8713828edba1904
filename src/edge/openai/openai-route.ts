import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Caller, Scope } from '../../accounts/viewer.ts';
import { LexError } from '../../errors.ts';
import { STATEMENT } from '../../graphql/cost-rule.ts';
import type { Route } from '../http/route.ts';
import { dataHeaders } from '../http/writing/common-headers.ts';
import { rateHeaders } from '../http/writing/rate-headers.ts';
import { corsHeaders } from '../origin/cors.ts';
import type { RequestFacts } from '../request/request-facts.ts';
import { answerPost } from './answer-post.ts';
import { createOpenCalls } from './open-calls.ts';
import type { AskedOpenAi, OpenAiRouteOptions } from './openai-asked.ts';
import { type OpenAiError, toOpenAiError } from './openai-error.ts';
import { refuseWithJson, writeJson } from './write-json.ts';

/** What begins the paths of this API, and the models below it. */
const MODELS = '/v1/models';
const COMPLETIONS = '/v1/chat/completions';
const EMBEDDINGS = '/v1/embeddings';

/** What a path takes, and the scope that its callers need. */
interface Rule {
  readonly method: 'GET' | 'POST';
  readonly scope: Scope;
}

const RULES: ReadonlyMap<string, Rule> = new Map([
  [COMPLETIONS, { method: 'POST', scope: 'CHAT' }],
  [EMBEDDINGS, { method: 'POST', scope: 'CHAT' }],
  [MODELS, { method: 'GET', scope: 'READ' }],
]);
const PATHS = [...RULES.keys()].join(', ');
const VARY = 'Origin, Accept-Encoding, Authorization';

/** Everything below `/v1/`: refusals, too, are told as OpenAI's API tells them. */
export function createOpenAiRoute(options: OpenAiRouteOptions): Route {
  const { gate, publicErrors } = options;
  const calls = createOpenCalls();

  return async (request, response, facts) => {
    const headers = [...dataHeaders(facts.requestId), 'Vary', VARY];
    const toError = (error: unknown): OpenAiError => toOpenAiError(error, facts.requestId, publicErrors);
    try {
      const refusal = gate.check(request.headers);
      if (refusal) {
        options.refused(refusal, facts.requestId);
        throw new LexError('FORBIDDEN', refusal.message);
      }
      headers.push(...corsHeaders(request, gate.readerOf(request.headers)));
      const { method, scope } = ruleOf(facts);
      const allowed = `${method}, OPTIONS`;
      if (request.method === 'OPTIONS') return void response.writeHead(204, [...headers, 'Allow', allowed]).end();
      if (request.method !== method) return refuseMethod(response, [...headers, 'Allow', allowed], method);
      const caller = await enter(request, scope, options);
      await answer({ request, response, caller, headers, toError, calls }, facts, options);
    } catch (error) {
      // Nobody is there to be told, or the answer has begun.
      if (response.destroyed) return;
      if (response.headersSent) return void response.destroy();
      const told = toError(error);
      refuseWithJson(response, [...headers, ...told.headers], told.status, told.body);
    }
  };
}

/** @throws {LexError} when there is nothing at the path */
function ruleOf({ path }: RequestFacts): Rule {
  const rule = RULES.get(path.startsWith(`${MODELS}/`) ? MODELS : path);
  if (rule) return rule;
  throw new LexError('NOT_FOUND', `There is nothing at this path: of this API there are ${PATHS}.`);
}

/** @throws {LexError} to refuse the caller, or what there is too much of */
async function enter(
  request: IncomingMessage,
  scope: Scope,
  { overload, authenticate, addressOf, rates }: OpenAiRouteOptions,
): Promise<Caller> {
  overload.refuseRequest(request);
  const caller = await authenticate({ transport: 'http', headers: request.headers, address: addressOf(request) });
  if (!caller.scopes.includes(scope)) {
    throw new LexError('FORBIDDEN', `This needs the scope ${scope}, which its key or token doesn't give.`);
  }
  rates.refuseSpent(caller);
  return caller;
}

async function answer(asked: AskedOpenAi, facts: RequestFacts, options: OpenAiRouteOptions): Promise<void> {
  const { response, caller, headers } = asked;
  const { rates, openai } = options;
  if (facts.path === COMPLETIONS) return answerPost(asked, 'completions', options);
  if (facts.path === EMBEDDINGS) return answerPost(asked, 'embeddings', options);
  await rates.take(caller, 'points', STATEMENT);
  if (caller.credential) headers.push(...rateHeaders(rates.standings(caller)));
  const id = facts.path.slice(MODELS.length + 1);
  const found = id === '' ? { object: 'list', data: openai.models() } : openai.model(nameIn(id));
  return writeJson(response, headers, found);
}

/** A name in a path may have its slash, or have it escaped. */
function nameIn(escaped: string): string {
  try {
    return decodeURIComponent(escaped);
  } catch {
    return escaped;
  }
}

function refuseMethod(response: ServerResponse, headers: readonly string[], method: string): void {
  const error = { message: `This takes ${method}.`, type: 'invalid_request_error', param: null, code: null };
  refuseWithJson(response, headers, 405, { error });
}
