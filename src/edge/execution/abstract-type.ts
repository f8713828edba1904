import {
  defaultTypeResolver,
  type GraphQLAbstractType,
  GraphQLError,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  isObjectType,
} from 'graphql';
import { inspect } from 'graphql/jsutils/inspect.js';
import type { Field } from './field.ts';
import { isPromise } from './is-promise.ts';
import type { Run } from './run.ts';

interface Place {
  readonly run: Run;
  readonly field: Field;
  readonly info: GraphQLResolveInfo;
}

/**
 * Goes on with the type of an object that a field of an interface or a union answered with: at once, or when the schema
 * has found out.
 *
 * @throws {GraphQLError} when the schema doesn't say which one it is, or names one that it can't be
 */
export function withObjectType(
  type: GraphQLAbstractType,
  value: unknown,
  place: Place,
  goOn: (found: GraphQLObjectType) => unknown,
): unknown {
  const resolve = type.resolveType ?? defaultTypeResolver;
  const name = resolve(value, place.run.contextValue, place.info, type);
  if (!isPromise(name)) return goOn(checked(type, name, value, place));
  return name.then((resolved) => goOn(checked(type, resolved, value, place)));
}

/** The messages are those of graphql-js. */
function checked(type: GraphQLAbstractType, name: unknown, value: unknown, place: Place): GraphQLObjectType {
  const { nodes, parentType, definition } = place.field;
  const at = `for field "${parentType.name}.${definition.name}"`;
  const { schema } = place.run.source;
  if (name === null || name === undefined) {
    throw new GraphQLError(
      `Abstract type "${type.name}" must resolve to an Object type at runtime ${at}. Either the "${type.name}" type ` +
        'should provide a "resolveType" function or each possible type should provide an "isTypeOf" function.',
      { nodes },
    );
  }
  if (isObjectType(name)) {
    throw new GraphQLError(
      'Support for returning GraphQLObjectType from resolveType was removed in graphql-js@16.0.0 please return type ' +
        'name instead.',
    );
  }
  if (typeof name !== 'string') {
    throw new GraphQLError(
      `Abstract type "${type.name}" must resolve to an Object type at runtime ${at} with ` +
        `value ${inspect(value)}, received "${inspect(name)}".`,
    );
  }
  const found = schema.getType(name);
  if (!found) {
    const missing = `was resolved to a type "${name}" that does not exist inside the schema.`;
    throw new GraphQLError(`Abstract type "${type.name}" ${missing}`, { nodes });
  }
  if (!isObjectType(found)) {
    throw new GraphQLError(`Abstract type "${type.name}" was resolved to a non-object type "${name}".`, { nodes });
  }
  if (!schema.isSubType(type, found)) {
    const message = `Runtime Object type "${found.name}" is not a possible type for "${type.name}".`;
    throw new GraphQLError(message, { nodes });
  }
  return found;
}
