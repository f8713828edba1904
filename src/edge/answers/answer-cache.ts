import type { ExecutionResult, GraphQLSchema } from 'graphql';
import type { CacheCounters } from '../../cache/cache-counters.ts';
import type { ChangeJournal } from '../../cache/change-journal.ts';
import type { SharedLevel } from '../../cache/shared/shared-level.ts';
import { createSharedLoading } from '../../cache/shared/shared-loading.ts';
import { createTaggedCache, type Found } from '../../cache/tagged-cache.ts';
import type { CompiledOperation } from '../execution/compiled-operation.ts';
import { refusalOfLong } from '../limits/answer-size.ts';
import type { Operations, PreparedOperation } from '../operations/operations.ts';
import { writeWhole } from '../operations/write-result.ts';
import { type AnswerPolicy, answerPolicy } from './answer-policy.ts';
import { type KeptAnswer, keptAnswer, readKeptAnswer, writeKeptAnswer } from './kept-answer.ts';
import { createSharedKeys } from './shared-keys.ts';
import { SourceObserver } from './source-observer.ts';
import { variablesKey } from './variables-key.ts';

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
  /** The level of all processes; undefined where there is only one. */
  readonly sharedLevel?: SharedLevel | undefined;
  /** Of Lex: processes of another one share no answers with this. */
  readonly version: string;
}

type Made = KeptAnswer | { readonly result: ExecutionResult };

export function createAnswerCache(options: AnswerCacheOptions): AnswerCache {
  const { schema, operations, sharedLevel } = options;
  const shared = sharedLevel && createSharedLoading<Made>(sharedLevel, { write, read: readKeptAnswer });
  const sharedKeys = createSharedKeys(schema, options.version);
  const cache = createTaggedCache<Made>({ ...options, shared, bytesOf });
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
        {
          ownerId: isPublic ? undefined : viewer.id,
          sharedKey: policy.ofProcess ? undefined : () => sharedKeys.of(compiled, `${whose} ${forVariables}`),
        },
        async () => {
          own = true;
          const observer = new SourceObserver(policy);
          const result = await operations.run(operation, { observer });
          const keepMs = result.errors ? 0 : observer.keepMs;
          if (keepMs <= 0) return { value: { result }, keepMs, tags: observer.tags };
          const text = writeWhole(result);
          const refusal = refusalOfLong(text);
          if (refusal) return { value: { result: { errors: [refusal] } }, keepMs: 0, tags: observer.tags };
          return { value: keptAnswer(policy.scope, text), keepMs, tags: observer.tags };
        },
      );
      return found instanceof Promise ? found.then(give) : give(found);
    },
  };
}

function write(value: Made): string | undefined {
  return 'result' in value ? undefined : writeKeptAnswer(value);
}

function bytesOf(value: Made): number {
  if ('result' in value) return 0;
  // Of a short body its text is kept besides, of a longer one its compressed forms.
  return 2 * value.body.length;
}
