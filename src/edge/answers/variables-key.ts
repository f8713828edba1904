import type { CompiledOperation } from '../execution/compiled-operation.ts';
import { declaredVariables } from '../operations/declared-variables.ts';
import type { GraphqlParams } from '../request/graphql-params.ts';

/** The longest variables that an answer is kept for, in UTF-16 units as JSON. */
const LONGEST_KEY = 4_096;

/**
 * The variables of an operation as a text, the same for all ways to write the same values. Those that the operation
 * doesn't declare are left out, for they change nothing.
 *
 * @returns undefined when they are too long, or nested too deeply
 */
export function variablesKey(
  { operation }: CompiledOperation,
  variables: GraphqlParams['variables'],
): string | undefined {
  if (!operation.variableDefinitions?.length) return NONE;
  const declared = declaredVariables(operation, variables).map(
    ([name, value]) => [name, sorted(value, DEEPEST)] as const,
  );
  if (declared.some(([, value]) => value === TOO_DEEP)) return undefined;
  const key = JSON.stringify(declared);
  return key.length > LONGEST_KEY ? undefined : key;
}

/** As a list without entries is written. */
const NONE = '[]';
const DEEPEST = 8;
const TOO_DEEP = Symbol('too deep');

function sorted(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 0) return TOO_DEEP;
  if (Array.isArray(value)) {
    const items = value.map((each) => sorted(each, depth - 1));
    return items.includes(TOO_DEEP) ? TOO_DEEP : items;
  }
  const fields = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  const made = fields.map(([name, each]) => [name, sorted(each, depth - 1)] as const);
  // No list that a client sends looks like this, for its objects are written so too.
  return made.some(([, each]) => each === TOO_DEEP) ? TOO_DEEP : { object: made };
}
