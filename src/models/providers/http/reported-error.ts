import type { Failure, Told } from '../../failures/failure.ts';
import { fieldsOf } from './json.ts';
import { namesOf, saysSpent, statusOf } from './status-names.ts';
import { readTooLong } from './too-long.ts';

/** What the response says that an error came in. */
export interface Surroundings {
  /** The response's status, when it isn't one of success. */
  readonly status?: number | undefined;
  readonly retryAfterMs?: number | undefined;
}

/** The fields in which servers say what happened, the best first. `msg` and `loc` are FastAPI's. */
const TEXT_FIELDS = ['message', 'msg', 'detail', 'error', 'error_message', 'error_msg', 'error_description', 'title'];
const CODE_FIELDS = ['code', 'type', 'status', 'status_code', 'statusCode', 'error_code', 'error_type'];
/** How deep an error may be nested in other objects, and how many errors of a list are read. */
const DEPTH = 4;
const MOST = 3;

/**
 * Finds the error in a body or an event: one with a field `error`, a list of them, FastAPI's `detail`, or an object
 * that has a message and is no answer. Returns undefined when there is none.
 */
export function errorIn(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(errorIn).find((each) => each !== undefined);
  const found = fieldsOf(value);
  if (isSomething(found['error'])) return value;
  if ('choices' in found || 'content' in found) return undefined;
  const { errors, detail, message, msg, error_msg: errorMessage, object, type } = found;
  const texts = [errors, detail, errorMessage, typeof message === 'string' ? message : undefined, msg];
  return texts.some(isSomething) || object === 'error' || type === 'error' ? value : undefined;
}

/** Whether a field has an error. Without one, servers leave the field out, or send null or something empty. */
function isSomething(error: unknown): boolean {
  if (error == null || error === false || error === '' || error === 0) return false;
  return typeof error !== 'object' || Object.keys(error).length > 0;
}

/** Reads an error in whichever form it came. */
export function readReportedError(error: unknown, { status, retryAfterMs }: Surroundings = {}): Extract<Failure, Told> {
  const codes = codesIn(error, DEPTH);
  const names = namesOf(codes);
  const detail = textIn(error, DEPTH);
  const told = { status: status ?? statusOf(codes), detail, form: 'error' } as const;
  const tooLong = readTooLong({ status: told.status, names, text: detail, contextSize: contextSizeIn(error) });
  if (tooLong) return { kind: 'too-long', ...told, ...tooLong };
  return { kind: 'status', ...told, retryAfterMs, isSpent: saysSpent(told.status, names) };
}

/** What an error says, in one text, with what the errors in it say. */
function textIn(error: unknown, depth: number): string {
  if (typeof error === 'string') return error;
  if (typeof error !== 'object' || error === null || depth === 0) return '';
  if (Array.isArray(error))
    return error
      .slice(0, MOST)
      .map((each) => textIn(each, depth - 1))
      .filter(Boolean)
      .join('; ');
  const found = fieldsOf(error);
  const said =
    TEXT_FIELDS.map((name) => textIn(found[name], depth - 1)).find(Boolean) ?? textIn(found['errors'], depth - 1);
  const place = Array.isArray(found['loc']) ? found['loc'].slice(0, DEPTH).join('.') : '';
  // OpenRouter puts the words of the provider that it asked here.
  const raw = fieldsOf(found['metadata'])['raw'];
  const param = typeof found['param'] === 'string' && !said.includes(found['param']) ? found['param'] : '';
  return [place || param, said, typeof raw === 'string' ? raw : ''].filter(Boolean).join(': ');
}

/** The codes of the innermost error first. */
function codesIn(error: unknown, depth: number): unknown[] {
  if (typeof error !== 'object' || error === null || depth === 0) return [];
  if (Array.isArray(error)) return error.slice(0, MOST).flatMap((each) => codesIn(each, depth - 1));
  const found = fieldsOf(error);
  const inner = [found['error'], found['errors'], found['detail']].flatMap((each) => codesIn(each, depth - 1));
  return [...inner, ...CODE_FIELDS.map((name) => found[name])];
}

/** The size of the context, which llama.cpp tells. */
function contextSizeIn(error: unknown): unknown {
  const found = fieldsOf(error);
  return found['n_ctx'] ?? fieldsOf(found['error'])['n_ctx'];
}
