import {
  type GraphQLNamedOutputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isObjectType,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { type CacheRule, type CacheScope, cacheRuleOf } from '../../graphql/cache-rule.ts';
import type { CompiledOperation } from '../execution/compiled-operation.ts';

/** What may be kept of the answers to an operation. */
export interface AnswerPolicy {
  readonly scope: CacheScope;
  /** Whether only the process that made an answer may give it. */
  readonly ofProcess: boolean;
  /** Milliseconds. */
  readonly maxAgeMs: number;
  /** What the answer is made from whatever comes of it: which objects there are of each type that it asks for. */
  readonly tags: readonly string[];
}

/**
 * Works out what the schema says of all that an operation asks for. The narrowest rule holds: the shortest time, and
 * PRIVATE if anything is.
 *
 * @returns undefined when answers aren't kept: of mutations, and where a field of the query says nothing of it
 */
export function answerPolicy(schema: GraphQLSchema, operation: CompiledOperation): AnswerPolicy | undefined {
  if (operation.operation.operation !== 'query') return undefined;
  const rules = new Set<CacheRule>();
  const queryType = schema.getQueryType();
  let covered = true;
  const types = new TypeInfo(schema);
  // Also fragments that this operation doesn't use are looked at, which can only make the policy narrower.
  const visitor = visitWithTypeInfo(types, {
    Field() {
      const field = types.getFieldDef();
      const type = types.getType();
      if (!field || !type || field.name === '__typename') return;
      const rule = cacheRuleOf(field);
      if (rule) rules.add(rule);
      else if (types.getParentType() === queryType) covered = false;
      for (const each of objectTypes(schema, getNamedType(type))) {
        const typeRule = cacheRuleOf(each);
        if (typeRule) rules.add(typeRule);
      }
    },
  });
  visit(operation.document, visitor);
  const all = [...rules];
  if (!covered || all.length === 0) return undefined;
  const maxAgeMs = Math.min(...all.map((rule) => rule.maxAgeMs));
  if (maxAgeMs <= 0) return undefined;
  return {
    scope: all.every(({ scope }) => scope === 'PUBLIC') ? 'PUBLIC' : 'PRIVATE',
    ofProcess: all.some(({ ofProcess }) => ofProcess),
    maxAgeMs,
    tags: all.flatMap(({ tag }) => (tag === undefined ? [] : [tag])),
  };
}

function objectTypes(schema: GraphQLSchema, type: GraphQLNamedOutputType): readonly GraphQLObjectType[] {
  if (isObjectType(type)) return [type];
  return isAbstractType(type) ? schema.getPossibleTypes(type) : [];
}
