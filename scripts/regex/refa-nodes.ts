import { type Concatenation, type Element, NFA, type NoParent } from 'refa';

/** A part of an expression, as refa reads it. */
export type Node = NoParent<Element>;
/** What follows one after another: an expression is one or more of them to choose from. */
export type Row = NoParent<Concatenation>;
type Repetition = Extract<Node, { type: 'Quantifier' }>;

/** Automata are bounded; so many states are far above those of any expression here. */
const MOST_STATES = 100_000;

/** What a row matches, with look-arounds passed over. */
export function automatonOf(elements: readonly Node[], maxCharacter: number): NFA {
  const row: Row = { type: 'Concatenation', elements: [...elements] };
  return NFA.fromRegex(row, { maxCharacter }, { assertions: 'ignore' }, new NFA.LimitedNodeFactory(MOST_STATES));
}

export function isEndless(node: Node): node is Repetition {
  return node.type === 'Quantifier' && node.max === Number.POSITIVE_INFINITY;
}

export function rowsIn(node: Node): readonly Row[] {
  return 'alternatives' in node ? node.alternatives : [];
}

/** All parts, those within others included. */
export function* everyNode(rows: readonly Row[]): Generator<Node> {
  for (const { elements } of rows) {
    for (const node of elements) {
      yield node;
      yield* everyNode(rowsIn(node));
    }
  }
}
