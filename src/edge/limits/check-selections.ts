import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { createSelectionCounter, type Fragments } from './count-selections.ts';
import {
  MAX_ALIASES,
  MAX_COMPARISONS,
  MAX_DEPTH,
  MAX_DIRECTIVES,
  MAX_FRAGMENTS,
  MAX_NESTING,
  MAX_OPERATIONS,
  MAX_SELECTIONS,
} from './document-limits.ts';
import { LimitError } from './limit-error.ts';
import { type Measures, measure } from './measure-selections.ts';

/** What is allowed of each measure, and how a message says that there is more. */
const ALLOWED: readonly (readonly [name: keyof Measures, allowed: number, says: (was: number) => string])[] = [
  ['depth', MAX_DEPTH, (was) => `An operation asks for fields ${was} levels deep`],
  ['nesting', MAX_NESTING, (was) => `An operation nests fields and fragments ${was} levels deep`],
  ['aliases', MAX_ALIASES, (was) => `An operation has ${was} aliases`],
  ['directives', MAX_DIRECTIVES, (was) => `An operation has ${was} directives`],
  ['comparisons', MAX_COMPARISONS, (was) => `An operation asks for the same fields again in ${was} pairs`],
];

/**
 * Checks how much a document asks for, before anything is done with it that takes longer than reading it.
 *
 * @throws {LimitError} that names the limit
 */
export function checkSelections({ definitions }: DocumentNode): void {
  const operations = definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION);
  const defined = definitions.filter((each) => each.kind === Kind.FRAGMENT_DEFINITION);
  check('operations', operations.length, MAX_OPERATIONS, `The document has ${operations.length} operations`);
  check('fragments', defined.length, MAX_FRAGMENTS, `The document has ${defined.length} fragments`);

  const fragments: Fragments = new Map(defined.map((each) => [each.name.value, each]));
  // Validation refuses fragments that nothing uses, but has gone through them by then.
  const roots = [...operations, ...unusedFragments(operations, defined, fragments)];
  const count = createSelectionCounter(fragments);
  const selections = roots.reduce((sum, { selectionSet }) => sum + count(selectionSet), 0);
  check('selections', selections, MAX_SELECTIONS, `The document selects ${selections} fields and fragments`);

  for (const root of roots) {
    const measures = measure(root, fragments, MAX_SELECTIONS);
    for (const [name, allowed, says] of ALLOWED) check(name, measures[name], allowed, says(measures[name]));
  }
}

function check(name: string, was: number, allowed: number, message: string): void {
  if (was > allowed) throw new LimitError(`${message}, ${allowed} are allowed.`, { name, was, allowed });
}

function unusedFragments(
  operations: readonly OperationDefinitionNode[],
  defined: readonly FragmentDefinitionNode[],
  fragments: Fragments,
): readonly FragmentDefinitionNode[] {
  if (defined.length === 0) return [];
  const used = new Set<OperationDefinitionNode | FragmentDefinitionNode>(operations);
  const look = ({ selections }: SelectionSetNode): void => {
    for (const each of selections) {
      if (each.kind !== Kind.FRAGMENT_SPREAD) {
        if (each.selectionSet) look(each.selectionSet);
        continue;
      }
      const fragment = fragments.get(each.name.value);
      if (fragment) used.add(fragment);
    }
  };
  // A set that grows while it is gone through has the new ones later.
  for (const part of used) look(part.selectionSet);
  return defined.filter((each) => !used.has(each));
}
