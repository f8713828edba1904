import {
  GraphQLError,
  type GraphQLLeafType,
  type GraphQLNonNull,
  type GraphQLNullableType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
} from 'graphql';
import { inspect } from 'graphql/jsutils/inspect.js';
import { isIterableObject } from 'graphql/jsutils/isIterableObject.js';
import { withObjectType } from './abstract-type.ts';
import type { Path } from './collected-errors.ts';
import type { Field } from './field.ts';
import { isPromise } from './is-promise.ts';
import type { ResolveInfo } from './resolve-info.ts';
import type { Run } from './run.ts';

/**
 * Makes what a resolver answered into what goes into the result, or a promise of it.
 *
 * @param place of an item of a list; undefined for the value of the field itself, whose place the info tells
 * @throws whatever makes the field null
 */
export type Complete = (run: Run, field: Field, info: ResolveInfo, place: Path | undefined, value: unknown) => unknown;

const completers = new WeakMap<GraphQLOutputType, Complete>();

/** How values of a type are completed: one function for each type, made once. */
export function completerOf(type: GraphQLOutputType): Complete {
  const known = completers.get(type);
  if (known) return known;
  const made = createCompleter(type);
  completers.set(type, made);
  return made;
}

function createCompleter(type: GraphQLOutputType): Complete {
  if (isNonNullType(type)) return nonNull(completerOf(type.ofType));
  const complete = createNullable(type);
  return (run, field, info, place, value) => {
    if (value === null || value === undefined) return null;
    if (typeof value === 'object' && value instanceof Error) throw value;
    return complete(run, field, info, place, value);
  };
}

function createNullable(type: Exclude<GraphQLOutputType, GraphQLNonNull<GraphQLNullableType>>): Complete {
  if (isListType(type)) return list(type.ofType);
  if (isLeafType(type)) {
    return (run, _field, _info, _place, value) => {
      const serialized = serialize(type, value);
      run.size?.addLeaf(serialized);
      return serialized;
    };
  }
  if (isAbstractType(type)) {
    return (run, field, info, place, value) =>
      withObjectType(type, value, { run, field, info }, (found) =>
        completeObject(found, run, field, info, place, value),
      );
  }
  return (run, field, info, place, value) => completeObject(type, run, field, info, place, value);
}

function nonNull(complete: Complete): Complete {
  return (run, field, info, place, value) => {
    const completed = complete(run, field, info, place, value);
    if (completed !== null) return completed;
    throw new Error(`Cannot return null for non-nullable field ${field.parentType.name}.${info.fieldName}.`);
  };
}

function list(itemType: GraphQLOutputType): Complete {
  const complete = completerOf(itemType);
  return (run, field, info, place, value) => {
    if (!isIterableObject(value)) {
      const place = `${field.parentType.name}.${info.fieldName}`;
      throw new GraphQLError(`Expected Iterable, but did not find one for field "${place}".`);
    }
    const waiting: unknown[] = [];
    const completeItem = (item: unknown, index: number): unknown => {
      const itemPath: Path = { prev: place ?? info.path, key: index, typename: undefined };
      try {
        const completed = isPromise(item)
          ? item.then((resolved) => complete(run, field, info, itemPath, resolved))
          : complete(run, field, info, itemPath, item);
        if (!isPromise(completed)) return completed;
        const caught = completed.then(undefined, (error) => field.fail(run, error, itemPath, itemType));
        waiting.push(caught);
        return caught;
      } catch (error) {
        return field.fail(run, error, itemPath, itemType);
      }
    };
    let items: unknown[];
    try {
      items = Array.isArray(value) ? completeEach(value, completeItem) : Array.from(value, completeItem);
    } catch (error) {
      // The other items may fail too: a failure that nobody has seen would end the process.
      void Promise.allSettled(Array.isArray(value) ? [...waiting, ...value] : waiting);
      throw error;
    }
    return waiting.length > 0 ? Promise.all(items) : items;
  };
}

/** As `Array.from` does it with a list, which it takes for one that may end at any item. */
function completeEach(list: readonly unknown[], completeItem: (item: unknown, index: number) => unknown): unknown[] {
  const items: unknown[] = [];
  for (let index = 0; index < list.length; index += 1) items.push(completeItem(list[index], index));
  return items;
}

/**
 * The value of a leaf as it goes into the result.
 *
 * @throws what makes the field null: the type refuses the value, or makes nothing of it
 */
export function serialize(type: GraphQLLeafType, value: unknown): unknown {
  const serialized: unknown = type.serialize(value);
  if (serialized !== null && serialized !== undefined) return serialized;
  const call = `${inspect(type)}.serialize(${inspect(value)})`;
  throw new Error(`Expected \`${call}\` to return non-nullable value, returned: ${inspect(serialized)}`);
}

function completeObject(
  type: GraphQLObjectType,
  run: Run,
  field: Field,
  info: ResolveInfo,
  place: Path | undefined,
  value: unknown,
): unknown {
  const selection = field.selectionOf(run, type);
  run.observer?.onObject(type, value);
  if (!type.isTypeOf) return selection.run(run, value, place ?? info.path);
  const check = (isOfType: unknown): unknown => {
    if (isOfType) return selection.run(run, value, place ?? info.path);
    const got = `Expected value of type "${type.name}" but got: ${inspect(value)}.`;
    throw new GraphQLError(got, { nodes: field.nodes });
  };
  const isOfType = type.isTypeOf(value, run.contextValue, info);
  return isPromise(isOfType) ? isOfType.then(check) : check(isOfType);
}
