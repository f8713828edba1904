import { createHash } from 'node:crypto';
import type { OperationDefinitionNode } from 'graphql';
import type { Caller } from '../../accounts/viewer.ts';
import { declaredVariables } from './declared-variables.ts';

/**
 * What two subscriptions of one operation have in common when each event means the same to both: all that is known of
 * the viewer, and the variables that the operation declares, one that is left out and one that is null told apart.
 */
export function audienceKey(
  operation: OperationDefinitionNode,
  { id, name, role, scopes }: Caller,
  variables: Readonly<Record<string, unknown>> | undefined,
): string {
  return createHash('sha256')
    .update(JSON.stringify([id, name, role, scopes, declaredVariables(operation, variables)]))
    .digest('base64');
}
