import { createHash } from 'node:crypto';
import type { OperationDefinitionNode } from 'graphql';
import type { Viewer } from '../../accounts/viewer.ts';

/**
 * What two subscriptions of one operation have in common when each event means the same to both: all that is known of
 * the viewer, and the variables that the operation declares, one that is left out and one that is null told apart.
 */
export function audienceKey(
  { variableDefinitions = [] }: OperationDefinitionNode,
  viewer: Viewer,
  variables: Readonly<Record<string, unknown>> = {},
): string {
  const given = variableDefinitions

    .map(({ variable }) => variable.name.value)
    .filter((name) => Object.hasOwn(variables, name))
    .map((name) => [name, variables[name]]);
  return createHash('sha256')
    .update(JSON.stringify([viewer, given]))
    .digest('base64');
}
