import { getIntersectionWords, JS } from 'refa';
import { automatonOf, everyNode, isEndless, type Node, type Row } from './refa-nodes.ts';

/**
 * Finds a word that an endlessly repeated choice can match in two ways, beginning with one alternative or with
 * another: "aa" for `/(?:a|aa)*b/`. A text full of such words has more ways than can ever be tried. Returns undefined
 * when there is none. Ambiguities within one alternative are left to scslre.
 */
export function ambiguousChoice({
  source,
  flags,
}: {
  readonly source: string;
  readonly flags: string;
}): string | undefined {
  const { expression, maxCharacter } = JS.Parser.fromLiteral({ source, flags }).parse();
  for (const node of everyNode(expression.alternatives)) {
    if (!isEndless(node)) continue;
    const again: Node = { ...node, min: 0 };
    const ways = choicesOf(node.alternatives).map(({ elements }) => automatonOf([...elements, again], maxCharacter));
    for (const [place, way] of ways.entries()) {
      for (const other of ways.slice(place + 1)) {
        for (const word of getIntersectionWords(way, other)) if (word.length > 0) return String.fromCodePoint(...word);
      }
    }
  }
  return undefined;
}

/** The alternatives of a choice. A group that has only a choice in it counts as that choice. */
function choicesOf(rows: readonly Row[]): readonly Row[] {
  const only = rows.length === 1 && rows[0]?.elements.length === 1 ? rows[0].elements[0] : undefined;
  return only?.type === 'Alternation' ? choicesOf(only.alternatives) : rows;
}
