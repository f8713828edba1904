import {
  type GraphQLInputType,
  type GraphQLSchema,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  type OperationDefinitionNode,
  typeFromAST,
} from 'graphql';

const SCALARS: Readonly<Record<string, unknown>> = { Int: 1, Float: 1.5, Boolean: true };

/**
 * A value for each variable of an operation.
 *
 * @param all whether those that may be left out are there too
 */
export function validVariables(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  all: boolean,
): Record<string, unknown> {
  const entries = variableDefinitions.flatMap((node): [string, unknown][] => {
    const type = typeFromAST(schema, node.type);
    if (!isInputType(type) || !(all || isNonNullType(type))) return [];
    return [[node.variable.name.value, madeValue(type, 0)]];
  });
  return Object.fromEntries(entries);
}

function madeValue(type: GraphQLInputType, depth: number): unknown {
  const nullable = getNullableType(type);
  if (isListType(nullable)) return [madeValue(nullable.ofType, depth + 1)];
  if (isEnumType(nullable)) return nullable.getValues()[0]?.name;
  if (!isInputObjectType(nullable)) return 'name' in nullable ? (SCALARS[nullable.name] ?? 'text') : 'text';
  const fields = Object.values(nullable.getFields()).filter(({ type }) => isNonNullType(type) || depth < 2);
  return Object.fromEntries(fields.map((each) => [each.name, madeValue(each.type, depth + 1)]));
}
