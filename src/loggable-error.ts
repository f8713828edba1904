/** How much of a message is logged, and how many causes. */
const LONGEST_MESSAGE = 500;
const MOST_CAUSES = 3;

/** What the log says of an error. */
export interface LoggableError {
  readonly type: string;
  readonly message: string;
  readonly code?: string | number;
  readonly stack: string;
  readonly cause?: LoggableError;
}

/**
 * Takes of an error what belongs into a log: what it is, its message, its code and where it was thrown. Errors carry
 * more than that: the rows that a database refused, the commands that a Redis was sent with their passwords, the
 * arguments of a query. None of it is known here, so none of it is taken.
 */
export function loggableError(error: unknown, causes = MOST_CAUSES): LoggableError {
  if (!(error instanceof Error)) return { type: typeof error, message: 'thrown, and no Error', stack: '' };
  const { name: type, stack = '', cause } = error;
  const message = messageFor(error);
  const frames = stack.split('\n').filter((line) => /^ +at /.test(line));
  const code = 'code' in error && (typeof error.code === 'string' || typeof error.code === 'number') ? error.code : '';
  return {
    type,
    message,
    ...(code !== '' && { code }),
    stack: [`${type}: ${message}`, ...frames].join('\n'),
    ...(cause !== undefined && causes > 0 && { cause: loggableError(cause, causes - 1) }),
  };
}

/** The longest text of {@link typesOf}. */
const LONGEST_TYPES = 300;

/**
 * What kind of error it is and what caused it, for people who may not see the log: types and codes alone, such as
 * `TypeError` or `DatabaseError 22P05`. Messages may hold what somebody wrote.
 */
export function typesOf(error: unknown): string {
  const types: string[] = [];
  for (let each: LoggableError | undefined = loggableError(error); each; each = each.cause) {
    types.push(each.code === undefined ? each.type : `${each.type} ${each.code}`);
  }
  return types.join(', from ').replaceAll('\0', '').toWellFormed().slice(0, LONGEST_TYPES).toWellFormed();
}

/** V8 quotes what it can't parse as JSON; Prisma shows the whole call that it refuses, and after it why. */
function messageFor(error: Error): string {
  const { message } = error;
  if (error instanceof SyntaxError) return message.slice(0, Math.min(firstQuote(message), LONGEST_MESSAGE));
  const reason = /^\s*Invalid `[^`]*` invocation/.test(message) ? message.slice(message.lastIndexOf('\n\n')) : message;
  return reason.trim().slice(0, LONGEST_MESSAGE);
}

function firstQuote(message: string): number {
  const at = message.search(/["']/);
  return at < 0 ? message.length : at;
}
