import { UnavailableError } from '../errors.ts';

/** Redis can't be reached, or takes nothing just now. What was under way may have been done or not. */
export class RedisUnavailableError extends UnavailableError {
  constructor(cause: unknown) {
    super('Redis does not answer: try again in a moment.', { cause });
  }
}

/** With these begins what a Redis answers that is full, starting, busy, or no primary: the same may work later. */
const PASSING = /^(OOM|MISCONF|READONLY|LOADING|BUSY|MASTERDOWN|NOREPLICAS|CLUSTERDOWN|TRYAGAIN) /;

/**
 * The result of what was asked of Redis.
 *
 * @throws {RedisUnavailableError} when that failed because of the connection, or of what Redis can do just now. What
 *   Redis refuses for good is thrown as it is
 */
export async function fromRedis<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    throw isUnavailable(error) ? new RedisUnavailableError(error) : error;
  }
}

/** What Redis itself answers is a ReplyError; errors of ioredis about connections have no type or code in common. */
function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof TypeError || error instanceof RangeError) return false;
  return error.name === 'ReplyError' ? PASSING.test(error.message) : true;
}
