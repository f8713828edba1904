import type { FragmentDefinitionNode, SelectionSetNode } from 'graphql';

/** The fragments of a document, by their names. */
export type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/**
 * Makes a function that counts the fields and fragments that a selection stands for, each fragment where it is spread.
 * Each is counted once, whatever it is spread in, so that all takes as long as the document is. The numbers may be as
 * large as 2 to the power of the number of fragments. A fragment within itself, which is not valid, counts nothing
 * there.
 */
export function createSelectionCounter(fragments: Fragments): (set: SelectionSetNode) => number {
  const counted = new Map<string, number>();

  const countFragment = (name: string): number => {
    const known = counted.get(name);
    if (known !== undefined) return known;
    counted.set(name, 0);
    const fragment = fragments.get(name);
    const count = fragment ? countIn(fragment.selectionSet) : 0;
    counted.set(name, count);
    return count;
  };

  const countIn = ({ selections }: SelectionSetNode): number => {
    let count = selections.length;
    for (const each of selections) {
      if (each.kind === 'FragmentSpread') count += countFragment(each.name.value);
      else if (each.selectionSet) count += countIn(each.selectionSet);
    }
    return count;
  };

  return countIn;
}
