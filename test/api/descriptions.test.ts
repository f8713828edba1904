import { buildSchema, type GraphQLSchema, isEnumType, isInputObjectType, isInterfaceType, isObjectType } from 'graphql';
import { expect, it } from 'vitest';
import { createSchema } from '../../src/api/schema.ts';

/** Something of a schema that can have a description, by a name such as `Query.node(id:)`. */
type Described = readonly [name: string, description: string | null | undefined];

/** All types, fields, arguments, values of enums and directives, but for those that are a part of every schema. */
function partsOf(schema: GraphQLSchema): Described[] {
  const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__') && !SPECIFIED.has(name));
  const directives = schema.getDirectives().filter(({ name }) => !SPECIFIED.has(name));
  return [
    ...directives.map(({ name, description }): Described => [`@${name}`, description]),
    ...types.flatMap((type): Described[] => {
      const own: Described[] = [[type.name, type.description]];
      if (isEnumType(type)) return [...own, ...type.getValues().map((value) => partOf(type.name, value))];
      if (isInputObjectType(type))
        return [...own, ...Object.values(type.getFields()).map((it) => partOf(type.name, it))];
      if (!isObjectType(type) && !isInterfaceType(type)) return own;
      const fields = Object.values(type.getFields()).flatMap((field): Described[] => [
        partOf(type.name, field),
        ...field.args.map(({ name, description }): Described => [`${type.name}.${field.name}(${name}:)`, description]),
      ]);
      return [...own, ...fields];
    }),
  ];
}

const partOf = (type: string, { name, description }: { name: string; description?: string | null | undefined }) =>
  [`${type}.${name}`, description] as const;

/** What an empty schema has. */
const SPECIFIED = new Set(
  [buildSchema('type Query { a: ID, b: Int, c: Float, d: String, e: Boolean }')].flatMap((schema) => [
    ...['ID', 'Int', 'Float', 'String', 'Boolean'],
    ...schema.getDirectives().map(({ name }) => name),
  ]),
);

it('everything in the schema says what it is', () => {
  const parts = partsOf(createSchema());
  expect(parts.length).toBeGreaterThan(500);
  expect(parts.filter(([, description]) => !description?.trim()).map(([name]) => name)).toEqual([]);
});

it('the test sees each part that says nothing', () => {
  const schema = buildSchema(`
    type Query implements Own { a(b: Kind, c: Take): Any }
    interface Own { a(b: Kind, c: Take): Any }
    enum Kind { ONE }
    input Take { d: Time }
    union Any = Query
    scalar Time
    directive @mark on FIELD
  `);
  const silent = partsOf(schema).map(([name]) => name);
  expect(silent.sort()).toEqual(
    [
      ...['@mark', 'Any', 'Kind', 'Kind.ONE', 'Own', 'Own.a', 'Own.a(b:)', 'Own.a(c:)'],
      ...['Query', 'Query.a', 'Query.a(b:)', 'Query.a(c:)', 'Take', 'Take.d', 'Time'],
    ].sort(),
  );
});
