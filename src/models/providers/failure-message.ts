import { formatModelName, type ModelName } from '../../config.ts';
import { shorten } from '../../language/graphemes.ts';
import { ModelError, RefusedInputError } from '../model.ts';
import type { Failure } from './failure.ts';
import type { Provider } from './provider.ts';

/** How much of a provider's own words is passed on. */
const DETAIL_LENGTH = 200;

/**
 * What the user is told about a failure, and what to do about it. Never holds the key; of the provider's own words
 * it holds a short part, and only where they say what is wrong with the request.
 */
export function toModelError(failure: Failure, provider: Provider, model: ModelName | undefined): ModelError {
  const retryAfterMs = failure.kind === 'status' ? failure.retryAfterMs : undefined;
  return new ModelError(messageFor(failure, provider, model), retryAfterMs === undefined ? {} : { retryAfterMs });
}

/** Statuses of a provider that doesn't take what it was given, while it may take something else. */
const REFUSED_INPUT: ReadonlySet<number> = new Set([400, 413, 422]);

/** The same for texts that were to become vectors. */
export function toEmbeddingError(failure: Failure, provider: Provider, model: ModelName): ModelError {
  if (failure.kind !== 'status' || !REFUSED_INPUT.has(failure.status)) return toModelError(failure, provider, model);
  const detail = cleanDetail(failure.detail, provider.key);
  return new RefusedInputError(
    `${formatModelName(model)} took no vector of a text${detail && ` (${detail})`}: check that it is an embedding model.`,
  );
}

/** The same for a failure in the middle of an answer, of which the user has read a part. */
export function toBrokenOffError(failure: Failure, provider: Provider, model: ModelName): ModelError {
  if (failure.kind === 'filtered' || failure.kind === 'endless') return toModelError(failure, provider, model);
  return new ModelError(`The answer broke off: ${causeFor(failure, provider)}. Ask again to get a whole one.`);
}

function messageFor(failure: Failure, provider: Provider, model: ModelName | undefined): string {
  const { name, host, addressVariable } = provider;
  const asked = model ? formatModelName(model) : name;
  const elsewhere = 'try again later or choose another model';
  switch (failure.kind) {
    case 'status':
      return messageForStatus(failure, provider, asked, model);
    case 'unreachable':
      return `${name} can't be reached at ${host}: check ${addressVariable ? `that it runs and ${addressVariable} is right` : 'the connection to the internet'}.`;
    case 'broken':
      return `${name} ended the connection before it answered: ${elsewhere}.`;
    case 'timeout':
      return `${asked} didn't answer within ${failure.ms / 1000} s: ${elsewhere}.`;
    case 'filtered':
      return `${asked} refused to answer because of the content: put it in other words.`;
    case 'empty':
      return `${asked} gave an empty answer: ask again or choose another model.`;
    case 'endless':
      return `The answer of ${asked} was ended, because it had grown too long: ask for less at a time.`;
    case 'garbled':
      return `${name} sent something that isn't an answer: check that ${addressVariable ?? host} is the address of its API.`;
  }
}

function messageForStatus(
  failure: Failure & { kind: 'status' },
  provider: Provider,
  asked: string,
  model: ModelName | undefined,
): string {
  const { name, host, key, keyVariable, addressVariable } = provider;
  const { status } = failure;
  if (status === 401 || status === 403) {
    return key === undefined
      ? `${name} refused the call (status ${status}): check ${keyVariable}.`
      : `The key for ${name} was refused: check ${keyVariable}.`;
  }
  if (status === 404) {
    return model
      ? `${name} has no model named ${model.name}: check the name.`
      : `${name} has no list of models at ${host}: check ${addressVariable ?? 'the address'}.`;
  }
  if (status === 429) return `${name} is limiting the rate of requests, or its quota is used up: try again later.`;
  if (status === 413) return `The conversation is too long for ${asked}: start a new one.`;
  if (status >= 500) return `${name} has a fault of its own (status ${status}): try again later.`;
  const detail = cleanDetail(failure.detail, key);
  return `${asked} refused the request${detail && ` (${detail})`}: if the conversation is too long for it, start a new one.`;
}

function causeFor(failure: Failure, { name }: Provider): string {
  switch (failure.kind) {
    case 'status':
      return failure.status === 429 ? `${name} is limiting the rate of requests` : `${name} reported a fault`;
    case 'timeout':
      return `nothing came from ${name} for ${failure.ms / 1000} s`;
    case 'garbled':
      return `${name} sent something that can't be read`;
    default:
      return `the connection to ${name} ended`;
  }
}

/** One short line without the key, or anything that looks like one. */
function cleanDetail(detail: string, key: string | undefined): string {
  const line = detail
    .slice(0, 10 * DETAIL_LENGTH)
    .replace(/[\p{Cc}\p{Surrogate}\s]+/gu, ' ')
    .trim();
  const safe = (key ? line.replaceAll(key, '…') : line).replace(/\b(?:sk|pk|key)-[\w-]{6,}/g, '…');
  const cut = shorten(safe, DETAIL_LENGTH + 1);
  return cut.endsWith('.') ? cut.slice(0, -1) : cut;
}
