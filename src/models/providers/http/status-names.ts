/**
 * What servers put into `type`, `code` or `status` of an error, with the HTTP status that it stands for. In a response
 * with status 200 there is no other. The names are those of OpenAI (platform.openai.com/docs/guides/error-codes),
 * Anthropic (docs.anthropic.com/en/api/errors), Google's canonical codes, vLLM and TGI, in lower case.
 */
const STATUS_OF_NAME: Readonly<Record<string, number>> = {
  invalid_request_error: 400,
  invalid_argument: 400,
  badrequesterror: 400,
  bad_request: 400,
  validation: 422,
  context_length_exceeded: 400,
  exceed_context_size_error: 400,
  failed_precondition: 400,
  invalid_prompt: 400,
  authentication_error: 401,
  unauthenticated: 401,
  invalid_api_key: 401,
  billing_error: 402,
  insufficient_balance: 402,
  permission_error: 403,
  permission_denied: 403,
  not_found_error: 404,
  notfounderror: 404,
  not_found: 404,
  model_not_found: 404,
  timeout_error: 408,
  request_timeout: 408,
  request_too_large: 413,
  rate_limit_error: 429,
  rate_limit_exceeded: 429,
  ratelimiterror: 429,
  too_many_requests: 429,
  resource_exhausted: 429,
  insufficient_quota: 429,
  quota_exceeded: 429,
  server_error: 500,
  api_error: 500,
  internal: 500,
  internal_error: 500,
  internal_server_error: 500,
  internalservererror: 500,
  not_implemented: 501,
  unavailable: 503,
  service_unavailable: 503,
  unavailable_error: 503,
  overloaded: 529,
  overloaded_error: 529,
  deadline_exceeded: 504,
};

/** Codes for an account without credit, for which waiting is no use. Their status is often that of a rate limit. */
const SPENT: ReadonlySet<string> = new Set([
  'insufficient_quota',
  'insufficient_balance',
  'insufficient_credits',
  'insufficient_funds',
  'billing_error',
  'billing_hard_limit_reached',
  'billing_not_active',
  'quota_exceeded',
]);

/** The status that an error's codes stand for, or are as a number or digits; undefined when there is none. */
export function statusOf(codes: readonly unknown[]): number | undefined {
  const status = codes.map((code) => (typeof code === 'number' ? code : digits(code))).find(isStatus);
  if (status !== undefined) return status;
  const name = namesOf(codes).find((each) => Object.hasOwn(STATUS_OF_NAME, each));
  return name === undefined ? undefined : STATUS_OF_NAME[name];
}

/** The codes that are names, in lower case. */
export function namesOf(codes: readonly unknown[]): string[] {
  return codes.flatMap((code) => (typeof code === 'string' && code.length < 100 ? [code.toLowerCase()] : []));
}

/** Whether a refusal says that the account has no credit left. */
export function saysSpent(status: number | undefined, names: readonly string[]): boolean {
  return status === 402 || names.some((name) => SPENT.has(name));
}

function digits(code: unknown): number | undefined {
  return typeof code === 'string' && /^\d{3}$/.test(code) ? Number(code) : undefined;
}

function isStatus(code: number | undefined): boolean {
  return code !== undefined && Number.isInteger(code) && code >= 400 && code <= 599;
}
