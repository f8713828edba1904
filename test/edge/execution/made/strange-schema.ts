import {
  buildSchema,
  extendSchema,
  type GraphQLFieldResolver,
  type GraphQLIsTypeOfFn,
  type GraphQLNamedType,
  type GraphQLObjectType,
  GraphQLSchema,
  type GraphQLTypeResolver,
  isAbstractType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  parse,
} from 'graphql';
import { colorEnum, jsonScalar, oddScalar } from './odd-scalars.ts';
import type { Play } from './play.ts';

const FIELDS = /* GraphQL */ `
  int: Int intN: Int! str(s: String = "d"): String flag: Boolean! fl: Float id: ID
  color(c: Color = RED): Color colors: [Color!] json(j: JSON): JSON odd(o: Odd): Odd oddN: Odd!
  list: [Int] listN: [Int!] listNN: [Int!]! lists: [[Int]] listsN: [[Int!]!]! strs: [String]!
  thing: Thing thingN: Thing! things(n: Int = 2): [Thing] thingsN: [Thing!]! thingLists: [[Thing!]]!
  any: Any anyN: [Any!] ab: AB named: Named a(in: In): A aN: A! b: B c: C cs: [C!]
  args(in: In = {str: "default", list: [{str: "deep"}]}, ins: [In!]! = [], int: Int! = 1, one: One, ids: [ID]
    floats: [[Float!]]): String
  ownInt: Int ownStr(s: String): String! ownA: A ownThings: [Thing!] ownJson(j: JSON): JSON
`;

const SDL = /* GraphQL */ `
  schema { query: Query mutation: Mutation subscription: Subscription }
  interface Thing { ${FIELDS} }
  interface Named { str(s: String = "d"): String intN: Int! ownInt: Int }
  type A implements Thing & Named { ${FIELDS} }
  type B implements Thing { ${FIELDS} }
  type C implements Thing & Named { ${FIELDS} }
  union Any = A | B | C
  union AB = A | B
  input In { int: Int = 7 str: String! list: [In!] color: Color = GREEN json: JSON odd: Odd in: In floats: [[Float!]!] }
  input One @oneOf { a: Int b: String c: In }
  type Query { ${FIELDS} }
  type Mutation { ${FIELDS} }
  type Subscription { ${FIELDS} }
`;

const playOf = (context: unknown): Play => {
  const { play } = context instanceof StrangeContext ? context : { play: undefined };
  if (!play) throw new TypeError('The context is not the one that was given.');
  return play;
};

/** What the resolvers of the strange schema are given: each run of an operation has one of its own. */
export class StrangeContext {
  readonly play: Play;

  constructor(play: Play) {
    this.play = play;
  }
}

/** A schema with a field for each type that values may have; what its resolvers do is in the context's play. */
export function createStrangeSchema(): GraphQLSchema {
  const given = new GraphQLSchema({ types: [oddScalar, jsonScalar, colorEnum] });
  const schema = extendSchema(given, parse(SDL));
  for (const type of Object.values(schema.getTypeMap())) {
    // The others have the default resolvers.
    if (isObjectType(type)) letPlay(type, (name) => !name.startsWith('own'));
    if (isInterfaceType(type) && type.name === 'Thing') Object.assign(type, { resolveType });
    if (type.name === 'A' || type.name === 'C') Object.assign(type, { isTypeOf: isTypeOf(type) });
  }
  return schema;
}

/** The schema of these types; all its resolvers do what the context's play says. */
export function createPlayedSchema(types: string): GraphQLSchema {
  const schema = buildSchema(types);
  for (const type of Object.values(schema.getTypeMap())) {
    if (isObjectType(type)) letPlay(type, () => true);
    if (isAbstractType(type)) Object.assign(type, { resolveType });
  }
  return schema;
}

const resolve: GraphQLFieldResolver<unknown, unknown> = (source, args, context, info) =>
  playOf(context).resolve(source, args, info);

/** Answers with what the types of graphql-js don't let it, too. */
const resolveType = (...[value, context, info, type]: Parameters<GraphQLTypeResolver<unknown, unknown>>) =>
  playOf(context).resolveType(value, info, type);

const isTypeOf =
  (type: GraphQLNamedType) =>
  (...[value, context, info]: Parameters<GraphQLIsTypeOfFn<unknown, unknown>>) =>
    playOf(context).isTypeOf(value, info, type);

function letPlay(type: GraphQLObjectType, which: (name: string) => boolean): void {
  if (isIntrospectionType(type)) return;
  for (const field of Object.values(type.getFields())) {
    // What is changed of it would be seen by each operation that follows.
    for (const { defaultValue } of field.args) deepFreeze(defaultValue);
    if (which(field.name)) field.resolve = resolve;
  }
}

function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  Object.freeze(value);
  for (const each of Object.values(value)) deepFreeze(each);
}
