import { formatModelName, type ModelName } from '../../config/model-name.ts';
import type { Provider } from '../providers/provider.ts';
import type { Failure } from './failure.ts';
import { cleanDetail } from './failure-report.ts';
import { ModelError, PromptTooLongError, RefusedInputError, UnknownModelError } from './model-error.ts';
import { saidIn, saysNoModel, statusMessage } from './status-message.ts';

/**
 * Tells the user of a failure, and what to do about it. The message has no secrets, and at most a short part of the
 * provider's own words.
 */
export function toModelError(failure: Failure, provider: Provider, model: ModelName | undefined): ModelError {
  const message = messageFor(failure, provider, model);
  if (failure.kind === 'too-long') return new PromptTooLongError(message, { limitTokens: failure.limitTokens });
  if (isRefused(failure)) return new RefusedInputError(message);
  if (model && failure.kind === 'status' && saysNoModel(failure)) return new UnknownModelError(message);
  const retryAfterMs = failure.kind === 'status' ? failure.retryAfterMs : undefined;
  return new ModelError(message, retryAfterMs === undefined ? {} : { retryAfterMs });
}

/** The statuses by which a provider refuses one input, while it may take another. */
const REFUSED_INPUT: ReadonlySet<number | undefined> = new Set([400, 413, 422]);

/** Whether it is the input that is refused, and would be again. A page that says so comes from something in between. */
function isRefused(failure: Failure): boolean {
  if (failure.kind === 'filtered') return true;
  return failure.kind === 'status' && failure.form === 'error' && !failure.isSpent && REFUSED_INPUT.has(failure.status);
}

/** The same for a failure to turn texts into vectors. */
export function toEmbeddingError(failure: Failure, provider: Provider, model: ModelName): ModelError {
  const refusesText = failure.kind === 'too-long' || (failure.kind === 'status' && REFUSED_INPUT.has(failure.status));
  if (!refusesText) return toModelError(failure, provider, model);
  const detail = cleanDetail(failure.detail, provider);
  const words = detail && ` (${detail})`;
  return new RefusedInputError(
    `${formatModelName(model)} took no vector of a text${words}: check that it is an embedding model.`,
  );
}

/** The same for a failure in the middle of an answer, whose first part the user has read. */
export function toBrokenOffError(failure: Failure, provider: Provider, model: ModelName): ModelError {
  // These messages say by themselves why the answer ended.
  if (failure.kind === 'filtered' || failure.kind === 'endless' || failure.kind === 'empty') {
    return toModelError(failure, provider, model);
  }
  return new ModelError(`The answer broke off: ${causeFor(failure, provider)}. Ask again to get a whole one.`);
}

function messageFor(failure: Failure, provider: Provider, model: ModelName | undefined): string {
  const { name } = provider;
  const asked = model ? formatModelName(model) : name;
  const elsewhere = 'try again later or choose another model';
  switch (failure.kind) {
    case 'status':
      return statusMessage(failure, provider, model);
    case 'too-long':
      return tooLongMessage(failure, asked);
    case 'unreachable':
      return unreachableMessage(provider);
    case 'broken':
      return `${name} ended the connection before it answered: ${elsewhere}.`;
    case 'timeout':
      return `${asked} didn't answer within ${failure.ms / 1000} s: ${elsewhere}.`;
    case 'filtered':
      return `${asked} refused to answer because of the content: put it in other words.`;
    case 'empty':
      return emptyMessage(failure, asked);
    case 'endless':
      return `The answer of ${asked} was ended, because it had grown too long: ask for less at a time.`;
    case 'garbled':
      return garbledMessage(failure, provider);
  }
}

function tooLongMessage({ limitTokens }: Failure & { kind: 'too-long' }, asked: string): string {
  const limit = limitTokens === undefined ? '' : `, which takes ${limitTokens} tokens`;
  return `The conversation is too long for ${asked}${limit}: start a new one.`;
}

function unreachableMessage({ name, host, addressVariable }: Provider): string {
  const check = addressVariable ? `that it runs and ${addressVariable} is right` : 'the connection to the internet';
  return `${name} can't be reached at ${host}: check ${check}.`;
}

function garbledMessage({ came }: Failure & { kind: 'garbled' }, { name, host, addressVariable }: Provider): string {
  const what = came ? ` (${came})` : '';
  const where = addressVariable ?? host;
  return `${name} sent something that isn't an answer${what}: check that ${where} is the address of its API.`;
}

function emptyMessage({ thought, usedUp }: Failure & { kind: 'empty' }, asked: string): string {
  if (usedUp) {
    const cause = thought ? 'used all its tokens on thinking' : 'had no tokens left for an answer';
    return `${asked} ${cause}: ask for less at a time, or let it think less or longer in its own settings.`;
  }
  return thought
    ? `${asked} only thought, and gave an empty answer: ask again or choose another model.`
    : `${asked} gave an empty answer: ask again or choose another model.`;
}

function causeFor(failure: Failure, provider: Provider): string {
  const { name } = provider;
  switch (failure.kind) {
    case 'status':
    case 'too-long':
      return failure.status === 429
        ? `${name} is limiting the rate of requests`
        : `${name} reported a fault${saidIn(failure, provider)}`;
    case 'timeout':
      return `nothing came from ${name} for ${failure.ms / 1000} s`;
    case 'garbled':
      return `${name} sent something that can't be read`;
    default:
      return `the connection to ${name} ended`;
  }
}
