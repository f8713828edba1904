import { getIntersectionWords, JS } from 'refa';
import { automatonOf, everyNode, isEndless, type Node, type Row } from './refa-nodes.ts';

/**
 * Finds a word at which an expression begins to match, and which an endless repetition later in it matches as well:
 * for `/x=([^;]*);/` it is "x=". A text full of such words is read to its end from each of them. Returns undefined
 * when there is none.
 *
 * Look-arounds before the repetition are ignored, so that the word may be one that they refuse. A repetition at the
 * beginning of the expression is left to scslre.
 */
export function movedOver({ source, flags }: { readonly source: string; readonly flags: string }): string | undefined {
  const { expression, maxCharacter } = JS.Parser.fromLiteral({ source, flags }).parse();
  for (const path of pathsOf(expression.alternatives)) {
    if (path[0] && isStart(path[0])) continue;
    for (const [place, node] of path.entries()) {
      const before = path.slice(0, place);
      if (!isEndless(node) || before.length === 0 || path.slice(place + 1).every(isOptional)) continue;
      const words = getIntersectionWords(
        automatonOf(before, maxCharacter),
        automatonOf([{ ...node, min: 0 }], maxCharacter),
      );
      for (const word of words) if (word.length > 0) return String.fromCodePoint(...word);
    }
  }
  return undefined;
}

/** The paths through the groups of an expression that have an endless repetition, each group once. */
function pathsOf(rows: readonly Row[]): Node[][] {
  return rows.flatMap(({ elements }) =>
    elements.reduce<Node[][]>(
      (paths, node) => paths.flatMap((path) => waysOf(node).map((way) => [...path, ...way])),
      [[]],
    ),
  );
}

function waysOf(node: Node): Node[][] {
  if (node.type !== 'Alternation' && node.type !== 'Quantifier') return [[node]];
  const holdsEndless = [...everyNode(node.alternatives)].some(isEndless);
  if (node.type === 'Alternation') return holdsEndless ? pathsOf(node.alternatives) : [[node]];
  return holdsEndless ? [[node], ...pathsOf(node.alternatives)] : [[node]];
}

/** Whether a node is the `^` of the whole text, before which there is nothing. */
function isStart(node: Node): boolean {
  if (node.type !== 'Assertion' || node.kind !== 'behind' || !node.negate) return false;
  const [first] = node.alternatives[0]?.elements ?? [];
  return first?.type === 'CharacterClass' && first.characters.isAll;
}

function isOptional(node: Node): boolean {
  return node.type === 'Quantifier' && node.min === 0;
}
