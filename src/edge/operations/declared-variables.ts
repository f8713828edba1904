import type { OperationDefinitionNode } from 'graphql';

/** The variables that an operation declares and a client has sent, in the order in which they are declared. */
export function declaredVariables(
  { variableDefinitions = [] }: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>> = {},
): (readonly [name: string, value: unknown])[] {
  return variableDefinitions
    .map(({ variable }) => variable.name.value)
    .filter((name) => Object.hasOwn(variables, name))
    .map((name) => [name, variables[name]]);
}
