import { createHash } from 'node:crypto';
import type { OperationDefinitionNode } from 'graphql';
import type { Viewer } from '../../accounts/viewer.ts';
import { declaredVariables } from './declared-variables.ts';

/**
 * What two subscriptions of one operation have in common when each event means the same to both: all that is known of
 * the viewer, and the variables that the operation declares, one that is left out and one that is null told apart.
 */
export function audienceKey(
  operation: OperationDefinitionNode,
  viewer: Viewer,
  variables: Readonly<Record<string, unknown>> | undefined,
): string {
  return createHash('sha256')
    .update(JSON.stringify([viewer, declaredVariables(operation, variables)]))
    .digest('base64');
}
