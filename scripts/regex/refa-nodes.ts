import { type Concatenation, type Element, NFA, type NoParent } from 'refa';

/** A part of an expression, as refa parses it. */
export type Node = NoParent<Element>;
/** Parts in a row. An expression is a choice of one or more rows. */
export type Row = NoParent<Concatenation>;
type Repetition = Extract<Node, { type: 'Quantifier' }>;

/** The most states of an automaton, far above those of any expression here. */
const MOST_STATES = 100_000;

/** An automaton for what a row matches, without its look-arounds. */
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

/** All parts of an expression, including those within others. */
export function* everyNode(rows: readonly Row[]): Generator<Node> {
  for (const { elements } of rows) {
    for (const node of elements) {
      yield node;
      yield* everyNode(rowsIn(node));
    }
  }
}
