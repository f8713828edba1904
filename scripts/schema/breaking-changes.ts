import { DangerousChangeType, findBreakingChanges, findDangerousChanges, type GraphQLSchema } from 'graphql';

/**
 * What a client of one schema would notice of another one, a sentence each: what has gone or takes more, and arguments
 * that mean something else when they are left out. Additions are none, values of enums and types of unions among them.
 */
export function breakingChanges(released: GraphQLSchema, next: GraphQLSchema): string[] {
  const defaults = findDangerousChanges(released, next).filter(
    ({ type }) => type === DangerousChangeType.ARG_DEFAULT_VALUE_CHANGE,
  );
  return [...findBreakingChanges(released, next), ...defaults].map(({ description }) => description);
}
