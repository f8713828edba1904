import { isAscii } from 'node:buffer';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { CacheScope } from '../../graphql/cache-rule.ts';
import { COMPRESSED_FROM_BYTES } from '../limits/http-limits.ts';

/**
 * An answer as it goes out. Its compressed forms are kept beside it in each process, which makes one when the first
 * request asks for it. They aren't shared: 9 kB of JSON take a quarter of a millisecond to compress, once in a process
 * and off its main thread, while each process that took the answer would fetch and store all forms of it.
 */
export interface KeptAnswer {
  readonly scope: CacheScope;
  readonly body: Buffer;
  /** The body as a text, when it is ASCII and short; both are kept, for some ways to write it take the one. */
  readonly ascii: string | undefined;
  /** For all forms of the body, as a weak tag says. */
  readonly etag: string;
}

/** @param text a result as JSON */
export function keptAnswer(scope: CacheScope, text: string): KeptAnswer {
  const body = Buffer.from(text);
  const ascii = text.length < COMPRESSED_FROM_BYTES && isAscii(body) ? text : undefined;
  return { scope, body, ascii, etag: `W/"${createHash('sha1').update(body).digest('base64url')}"` };
}

const scopeSchema = z.enum(['PUBLIC', 'PRIVATE']);
/** A result without errors, for no other is kept. */
const resultSchema = z.strictObject({ data: z.record(z.string(), z.unknown()) });

/** A kept answer on its way to another process: its scope, then its body. */
export function writeKeptAnswer({ scope, body }: KeptAnswer): string {
  return `${scope} ${body}`;
}

/** @returns undefined when the text is none that {@link writeKeptAnswer} makes */
export function readKeptAnswer(text: string): KeptAnswer | undefined {
  const space = text.indexOf(' ');
  const scope = scopeSchema.safeParse(text.slice(0, space)).data;
  const body = text.slice(space + 1);
  return scope && isResult(body) ? keptAnswer(scope, body) : undefined;
}

function isResult(body: string): boolean {
  try {
    return resultSchema.safeParse(JSON.parse(body)).success;
  } catch {
    return false;
  }
}
