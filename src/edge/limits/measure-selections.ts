import type {
  FieldNode,
  FragmentDefinitionNode,
  InlineFragmentNode,
  OperationDefinitionNode,
  SelectionSetNode,
} from 'graphql';
import type { Fragments } from './count-selections.ts';

/** What an operation asks for, with its fragments where they are spread. */
export interface Measures {
  depth: number;
  nesting: number;
  aliases: number;
  directives: number;
  /** How many pairs of fields have one place in the result. */
  comparisons: number;
}

/** A place in a result, and how many fields of the document have it. */
interface Place {
  fields: number;
  readonly below: Map<string, Place>;
}

interface Where {
  readonly depth: number;
  readonly nesting: number;
  /** Undefined for what is written without a field, at the root. */
  readonly place: Place;
}

const newPlace = (): Place => ({ fields: 0, below: new Map() });

/**
 * Measures an operation, or a fragment that none uses.
 *
 * @param most selections are gone through. Only a document with fragments in themselves has more than were counted: it
 *   isn't valid, and is measured as far as that
 */
export function measure(
  definition: OperationDefinitionNode | FragmentDefinitionNode,
  fragments: Fragments,
  most: number,
): Measures {
  const found: Measures = { depth: 0, nesting: 0, aliases: 0, directives: 0, comparisons: 0 };
  const within = new Set<string>();
  let left = most;

  const takeDirectives = ({ directives = [] }: Pick<InlineFragmentNode, 'directives'>): void => {
    found.directives += directives.length;
  };

  const takeField = (node: FieldNode, { depth, nesting, place }: Where): void => {
    const name = (node.alias ?? node.name).value;
    const known = place.below.get(name);
    const own = known ?? newPlace();
    if (!known) place.below.set(name, own);
    found.comparisons += own.fields;
    own.fields += 1;
    found.depth = Math.max(found.depth, depth);
    if (node.alias) found.aliases += 1;
    if (node.selectionSet) takeAll(node.selectionSet, { depth: depth + 1, nesting: nesting + 1, place: own });
  };

  const takeAll = ({ selections }: SelectionSetNode, where: Where): void => {
    found.nesting = Math.max(found.nesting, where.nesting);
    const deeper = { ...where, nesting: where.nesting + 1 };
    for (const each of selections) {
      left -= 1;
      if (left < 0) return;
      takeDirectives(each);
      if (each.kind === 'Field') takeField(each, where);
      else if (each.kind === 'InlineFragment') takeAll(each.selectionSet, deeper);
      else takeFragment(each.name.value, deeper);
    }
  };

  const takeFragment = (name: string, where: Where): void => {
    const fragment = fragments.get(name);
    if (!fragment || within.has(name)) return;
    takeDirectives(fragment);
    within.add(name);
    takeAll(fragment.selectionSet, where);
    within.delete(name);
  };

  takeDirectives(definition);
  for (const each of definition.variableDefinitions ?? []) takeDirectives(each);
  takeAll(definition.selectionSet, { depth: 1, nesting: 1, place: newPlace() });
  return found;
}
