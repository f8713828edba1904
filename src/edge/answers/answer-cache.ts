import { isAscii } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { ExecutionResult, GraphQLSchema } from 'graphql';
import type { CacheCounters } from '../../cache/cache-counters.ts';
import type { ChangeJournal } from '../../cache/change-journal.ts';
import { createTaggedCache, type Found } from '../../cache/tagged-cache.ts';
import type { CacheScope } from '../../graphql/cache-rule.ts';
import type { CompiledOperation } from '../execution/compiled-operation.ts';
import { COMPRESSED_FROM_BYTES } from '../limits/http-limits.ts';
import type { Operations, PreparedOperation } from '../operations/operations.ts';
import { type AnswerPolicy, answerPolicy } from './answer-policy.ts';
import { SourceObserver } from './source-observer.ts';
import { variablesKey } from './variables-key.ts';

/** An answer as it goes out. */
export interface KeptAnswer {
  readonly scope: CacheScope;
  readonly body: Buffer;
  /** The body as a text, when it is ASCII and short; both are kept, for some ways to write it take the one. */
  readonly ascii: string | undefined;
  /** For all forms of the body, as a weak tag says. */
  readonly etag: string;
}

/** A kept answer that may be given now. */
export interface GivenAnswer {
  readonly kept: KeptAnswer;
  /** How long ago it was made, and how long it may still be used, in milliseconds. */
  readonly ageMs: number;
  readonly leftMs: number;
}

/** Answers to queries, kept while they hold. */
export interface AnswerCache {
  /** The answer to a query; its result, where it isn't kept. */
  answer(operation: PreparedOperation): GivenAnswer | ExecutionResult | Promise<GivenAnswer | ExecutionResult>;
}

export interface AnswerCacheOptions {
  readonly schema: GraphQLSchema;
  readonly operations: Operations;
  readonly journal: ChangeJournal;
  readonly maxBytes: number;
  readonly counters: CacheCounters;
}

type Made = KeptAnswer | { readonly result: ExecutionResult };

export function createAnswerCache(options: AnswerCacheOptions): AnswerCache {
  const { schema, operations } = options;
  const cache = createTaggedCache<Made>({ ...options, bytesOf });
  const known = new WeakMap<CompiledOperation, { readonly id: number; readonly policy: AnswerPolicy | undefined }>();
  let count = 0;

  const policyOf = (compiled: CompiledOperation) => {
    const found = known.get(compiled);
    if (found) return found;
    count += 1;
    const made = { id: count, policy: answerPolicy(schema, compiled) };
    known.set(compiled, made);
    return made;
  };

  return {
    answer(operation) {
      const { compiled, variables, request } = operation;
      const { id, policy } = policyOf(compiled);
      const forVariables = policy && variablesKey(compiled, variables);
      if (!policy || forVariables === undefined) return operations.run(operation);
      const { viewer } = request;
      const isPublic = policy.scope === 'PUBLIC';
      const whose = isPublic ? '' : `${viewer.role} ${viewer.id.length} ${viewer.id}`;
      let own = false;
      const give = ({ value, ageMs, leftMs }: Found<Made>): GivenAnswer | ExecutionResult => {
        if ('result' in value) return value.result;
        // A run counts itself.
        if (!own) operations.countAnswered(operation);
        return { kept: value, ageMs, leftMs };
      };
      const found = cache.getOrLoad(
        `${id} ${whose} ${forVariables}`,
        { ownerId: isPublic ? undefined : viewer.id },
        async () => {
          own = true;
          const observer = new SourceObserver(policy);
          const result = await operations.run(operation, { observer });
          const keepMs = result.errors ? 0 : observer.keepMs;
          const value = keepMs > 0 ? keep(result, policy.scope) : { result };
          return { value, keepMs, tags: observer.tags };
        },
      );
      return found instanceof Promise ? found.then(give) : give(found);
    },
  };
}

function keep(result: ExecutionResult, scope: CacheScope): KeptAnswer {
  const text = JSON.stringify(result);
  const body = Buffer.from(text);
  const ascii = text.length < COMPRESSED_FROM_BYTES && isAscii(body) ? text : undefined;
  return { scope, body, ascii, etag: `W/"${createHash('sha1').update(body).digest('base64url')}"` };
}

function bytesOf(value: Made): number {
  if ('result' in value) return 0;
  // Of a short body its text is kept besides, of a longer one its compressed forms.
  return 2 * value.body.length;
}
