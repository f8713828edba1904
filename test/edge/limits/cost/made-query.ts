import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';

/** A query that is made up: a tree, so that a test can change it before it is written. */
export interface MadeQuery {
  readonly below: readonly Made[];
  readonly fragments: readonly MadeFragment[];
}

export interface MadeFragment {
  readonly name: string;
  readonly on: string;
  readonly below: readonly Made[];
}

export type Made = MadeField | MadeInline | { readonly kind: 'spread'; readonly name: string };

export interface MadeField {
  readonly kind: 'field';
  readonly name: string;
  readonly alias: string | undefined;
  /** The argument that says how many are asked for. */
  readonly size: MadeSize | undefined;
  /** What else it is given, as text. */
  readonly given: readonly string[];
  readonly below: readonly Made[];
}

export interface MadeInline {
  readonly kind: 'inline';
  readonly on: string | undefined;
  readonly below: readonly Made[];
}

/** A size, which is written into the query, or sent as the variable of this name. */
export interface MadeSize {
  readonly argument: string;
  readonly value: number;
  readonly variable: string | undefined;
}

/** Chooses a whole number from 0 up to, but not including, `count`; 0 where there is none. */
export type Choose = (count: number) => number;

export interface MakeQueryOptions {
  readonly schema: GraphQLSchema;
  readonly choose: Choose;
  /** The text of a required argument. */
  readonly given: (field: string, argument: string) => string;
  /** The largest size that is asked for. */
  readonly mostAsked: number;
}

const SIZES = ['first', 'last', 'limit'];
const FRAGMENTS = 4;
const FIELDS = 40;
const DEPTH = 9;

/** Makes a query that is valid: of aliased fields, inline fragments, and fragments that are spread many times. */
export function makeQuery({ schema, choose, given, mostAsked }: MakeQueryOptions): MadeQuery {
  const types = typesOfFields(schema);
  const fragments: MadeFragment[] = [];
  let left = 0;
  let names = 0;

  const sizeFor = (field: GraphQLField<unknown, unknown>): MadeSize | undefined => {
    const argument = field.args.filter(({ name }) => SIZES.includes(name))[choose(2)]?.name;
    if (!argument) return undefined;
    names += 1;
    // A page may be empty, a recall not.
    const least = argument === 'limit' ? 1 : 0;
    return {
      argument,
      value: least + choose(mostAsked + 1 - least),
      variable: choose(2) === 0 ? `n${names}` : undefined,
    };
  };

  const fieldOf = (parent: string, field: GraphQLField<unknown, unknown>, depth: number): MadeField => {
    left -= 1;
    names += 1;
    const required = field.args.filter(isRequiredArgument);
    const type = getNamedType(field.type);
    return {
      kind: 'field',
      name: field.name,
      // With a name of its own each, no two fields are in each other's way.
      alias: `a${names}`,
      size: sizeFor(field),
      given: required.map(({ name }) => `${name}: ${given(`${parent}.${field.name}`, name)}`),
      below: isCompositeType(type) ? selectionsOf(type, depth + 1) : [],
    };
  };

  const selectionOf = (type: GraphQLNamedType, depth: number): Made => {
    const spreadable = fragments.filter(({ on }) => on === type.name);
    const chosen = spreadable[choose(spreadable.length * 2 + 1)];
    if (chosen) return { kind: 'spread', name: chosen.name };
    if (isInterfaceType(type)) {
      const possible = schema.getPossibleTypes(type);
      const narrowed = possible[choose(possible.length + 1)];
      if (narrowed) return { kind: 'inline', on: narrowed.name, below: selectionsOf(narrowed, depth + 1) };
    }
    if (choose(6) === 0 && depth < DEPTH) {
      return { kind: 'inline', on: choose(2) === 0 ? type.name : undefined, below: selectionsOf(type, depth + 1) };
    }
    const fields = isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];
    const goesOn = left > 0 && depth < DEPTH;
    const fitting = goesOn ? fields : fields.filter((field) => !isCompositeType(getNamedType(field.type)));
    const deep = fitting.filter((field) => isCompositeType(getNamedType(field.type)));
    const from = deep.length > 0 && choose(3) > 0 ? deep : fitting;
    const field = from[choose(from.length)];
    if (field) return fieldOf(type.name, field, depth);
    return { kind: 'field', name: '__typename', alias: undefined, size: undefined, given: [], below: [] };
  };

  const selectionsOf = (type: GraphQLNamedType, depth: number): Made[] =>
    Array.from({ length: 1 + choose(left > 0 ? 3 : 1) }, () => selectionOf(type, depth));

  for (let index = choose(FRAGMENTS + 1); index > 0; index -= 1) {
    const on = types[choose(types.length)];
    if (!on) continue;
    left = FIELDS / FRAGMENTS;
    const below = selectionsOf(on, DEPTH / 2);
    fragments.push({ name: `F${index}`, on: on.name, below });
  }
  const root = schema.getQueryType();
  if (!root) throw new TypeError('The schema has no queries.');
  left = FIELDS;
  return { below: selectionsOf(root, 0), fragments };
}

/** The object types, as often as fields lead to them: a fragment on one that many lead to finds many places. */
function typesOfFields(schema: GraphQLSchema): readonly GraphQLNamedType[] {
  return Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .filter(({ name }) => !name.startsWith('__'))
    .flatMap((type) => Object.values(type.getFields()))
    .map(({ type }) => getNamedType(type))
    .filter(isObjectType);
}
