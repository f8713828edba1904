import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  OperationTypeNode,
} from 'graphql';

/** What somebody else's things are called: by each field's argument, or by its type, what may be put there. */
export interface Foreign {
  readonly ids: readonly string[];
  /** By the name of an argument or of a field of an input. */
  readonly texts: Readonly<Record<string, readonly string[]>>;
}

/** One operation that asks for what is somebody else's. */
export interface Attempt {
  readonly kind: OperationTypeNode;
  /** Such as `chat(input.conversationId)`. */
  readonly name: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** What of somebody else's it names. */
  readonly named: string;
  /** Whether that is an id. */
  readonly byId: boolean;
}

/**
 * Walks a whole schema: for each field that an operation can begin with, for each place in its arguments at which
 * something can be named, an attempt for each thing that somebody else has. The answer is asked for as deep as two
 * objects, with all fields.
 */
export function attemptsOn(schema: GraphQLSchema, foreign: Foreign): Attempt[] {
  return Object.values(OperationTypeNode).flatMap((kind) =>
    Object.values(schema.getRootType(kind)?.getFields() ?? {}).flatMap((field) =>
      placesIn(field.args).flatMap((path) => {
        const { values, byId } = valuesFor(path, foreign);
        return values.map((named) => ({
          kind,
          name: `${field.name}(${path.map(({ name }) => name).join('.')})`,
          query: documentOf(schema, kind, field),
          variables: variablesOf(field, path, named),
          named,
          byId,
        }));
      }),
    ),
  );
}

type Place = Pick<GraphQLArgument, 'name' | 'type'>;

/** The ways to each scalar among arguments at which something could be named. */
function placesIn(places: readonly Place[]): (readonly Place[])[] {
  return places.flatMap((place) => {
    const type = getNamedType(place.type);
    if (isInputObjectType(type)) return placesIn(Object.values(type.getFields())).map((path) => [place, ...path]);
    return ['ID', 'String'].includes(type.name) ? [[place]] : [];
  });
}

function valuesFor(path: readonly Place[], { ids, texts }: Foreign) {
  const last = path.at(-1);
  if (!last) return { values: [], byId: false };
  const byId = getNamedType(last.type).name === 'ID';
  return { values: byId ? ids : (texts[last.name] ?? []), byId };
}

function documentOf(schema: GraphQLSchema, kind: OperationTypeNode, field: GraphQLField<unknown, unknown>): string {
  const declared = field.args.map(({ name, type }) => `$${name}: ${type}`).join(', ');
  const passed = field.args.map(({ name }) => `${name}: $${name}`).join(', ');
  return `${kind} (${declared}) { ${field.name}(${passed}) ${selectionOf(schema, getNamedType(field.type), 2)} }`;
}

/** All that is required, and at one place what is somebody else's. */
function variablesOf({ args }: GraphQLField<unknown, unknown>, [first, ...rest]: readonly Place[], named: string) {
  const variables: Record<string, unknown> = {};
  for (const arg of args) {
    if (arg.name === first?.name) variables[arg.name] = valueAt(arg.type, rest, named);
    else if (isRequiredArgument(arg)) variables[arg.name] = ordinary(arg.type);
  }
  return variables;
}

function valueAt(type: GraphQLInputType, [next, ...rest]: readonly Place[], named: string): unknown {
  const nullable = isNonNullType(type) ? type.ofType : type;
  if (isListType(nullable)) return [valueAt(nullable.ofType, next ? [next, ...rest] : rest, named)];
  if (!isInputObjectType(nullable) || !next) return named;
  return { ...requiredOf(nullable), [next.name]: valueAt(next.type, rest, named) };
}

function ordinary(type: GraphQLInputType): unknown {
  const nullable = isNonNullType(type) ? type.ofType : type;
  if (isListType(nullable)) return [ordinary(nullable.ofType)];
  if (isInputObjectType(nullable)) return requiredOf(nullable);
  if (isEnumType(nullable)) return nullable.getValues()[0]?.name;
  return { Int: 1, Boolean: true, Float: 1 }[nullable.name] ?? 'tea';
}

function requiredOf(type: GraphQLInputObjectType): Record<string, unknown> {
  const required = Object.values(type.getFields()).filter(isRequiredInputField);
  return Object.fromEntries(required.map((field) => [field.name, ordinary(field.type)]));
}

/** All fields that need no argument; objects within them as deep as `depth`. */
function selectionOf(schema: GraphQLSchema, type: GraphQLNamedType, depth: number, prefix = ''): string {
  if (isInterfaceType(type)) {
    const parts = schema.getPossibleTypes(type).map((each) => {
      return `... on ${each.name} ${selectionOf(schema, each, depth, `${each.name}_`)}`;
    });
    return `{ __typename ${parts.join(' ')} }`;
  }
  if (!isObjectType(type)) return '';
  const fields = Object.values(type.getFields()).flatMap((field) => {
    const of = getNamedType(field.type);
    if (field.args.some(isRequiredArgument)) return [];
    const isPage = field.args.some(({ name }) => name === 'first');
    const left = /(Connection|Edge)$/.test(of.name) ? depth : depth - 1;
    if ((isObjectType(of) || isInterfaceType(of)) && left < 0) return [];
    const alias = prefix === '' ? '' : `${prefix}${field.name}: `;
    return [`${alias}${field.name}${isPage ? '(first: 2)' : ''} ${selectionOf(schema, of, left)}`];
  });
  return `{ __typename ${fields.join(' ')} }`;
}
