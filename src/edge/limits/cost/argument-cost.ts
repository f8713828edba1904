import { type FieldNode, Kind, type OperationDefinitionNode, type ValueNode } from 'graphql';
import type { CostRule } from '../../../graphql/cost-rule.ts';
import type { Cost, Variables } from './cost.ts';

/** The values that an operation gives its variables where a client sends none. */
export type Defaults = ReadonlyMap<string, ValueNode>;

export function defaultsOf({ variableDefinitions = [] }: OperationDefinitionNode): Defaults {
  return new Map(
    variableDefinitions.flatMap(({ variable, defaultValue }) =>
      defaultValue ? [[variable.name.value, defaultValue]] : [],
    ),
  );
}

/**
 * How many objects a field is asked for, by its arguments and its rule.
 *
 * @param usual what it is taken for without them
 */
export function sizeOf(node: FieldNode, { sizedBy, most }: CostRule, usual: number, defaults: Defaults): Cost {
  const given = sizedBy.flatMap((name) => node.arguments?.find((each) => each.name.value === name)?.value ?? []);
  const read = (value: ValueNode, variables: Variables): number | undefined => {
    if (value.kind === Kind.VARIABLE) return sent(value.name.value, variables);
    // What is no number here, validation has refused; null is as good as nothing.
    return value.kind === Kind.INT ? bounded(Number(value.value)) : undefined;
  };
  const sent = (name: string, variables: Variables): number | undefined => {
    const value = variables && Object.hasOwn(variables, name) ? variables[name] : undefined;
    const fallback = defaults.get(name);
    if (value === undefined) return fallback && read(fallback, undefined);
    if (value === null) return undefined;
    // What is no number is refused before anything runs.
    return bounded(Number(value));
  };
  const bounded = (size: number): number => (size <= most ? Math.max(0, size) : most);

  const first = (variables: Variables): number => {
    for (const each of given) {
      const size = read(each, variables);
      if (size !== undefined) return size;
    }
    return usual;
  };
  return given.some(({ kind }) => kind === Kind.VARIABLE) ? first : first(undefined);
}

/** 1 when the directives of a selection let it be asked for, or else 0. */
export function conditionOf({ directives = [] }: Pick<FieldNode, 'directives'>, defaults: Defaults): Cost {
  const conditions = directives.flatMap(({ name: { value: name }, arguments: given = [] }) => {
    const value = given.find((each) => each.name.value === 'if')?.value;
    return value && (name === 'skip' || name === 'include') ? [{ value, included: name === 'include' }] : [];
  });
  if (conditions.length === 0) return 1;
  const holds = (value: ValueNode, variables: Variables): unknown => {
    if (value.kind === Kind.BOOLEAN) return value.value;
    if (value.kind !== Kind.VARIABLE) return undefined;
    const sent = variables && Object.hasOwn(variables, value.name.value) ? variables[value.name.value] : undefined;
    const fallback = defaults.get(value.name.value);
    return sent === undefined && fallback ? holds(fallback, undefined) : sent;
  };
  const all = (variables: Variables): number =>
    // What is neither is refused before anything runs.
    conditions.some(({ value, included }) => holds(value, variables) === !included) ? 0 : 1;
  return conditions.some(({ value }) => value.kind === Kind.VARIABLE) ? all : all(undefined);
}
