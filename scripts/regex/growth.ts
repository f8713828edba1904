import { JS } from 'refa';
import { analyse } from 'scslre';
import { ambiguousChoice } from './ambiguous-choice.ts';
import { movedOver } from './moved-over.ts';
import { everyNode } from './refa-nodes.ts';

/**
 * What is wrong with a regular expression, when the time that it takes grows faster than the text it searches, with
 * what the text is full of; undefined when nothing is. Backtracking is what takes the time: each way to share out a run
 * of the same signs is tried, or the same run is gone over from each place in it.
 *
 * @throws {SyntaxError} when it is none
 */
export function growthOf(pattern: { readonly source: string; readonly flags: string }): string | undefined {
  const [report] = analyse(pattern).reports.toSorted(
    (one, other) => Number(other.exponential) - Number(one.exponential),
  );
  if (report) {
    const { source } = report.character.literal;
    return `${report.exponential ? 'exponential' : 'polynomial'} time on a text full of ${source} (${report.type.toLowerCase()})`;
  }
  if (refersBack(pattern)) return 'a time that nobody can tell, since it refers back to what it matched';
  const choice = ambiguousChoice(pattern);
  if (choice !== undefined) return `exponential time on a text full of ${JSON.stringify(choice)} (choice)`;
  const moved = movedOver(pattern);
  return moved === undefined ? undefined : `polynomial time on a text full of ${JSON.stringify(moved)} (move)`;
}

/** No automaton can do that, so what is said of the others can't be said of it. */
function refersBack({ source, flags }: { readonly source: string; readonly flags: string }): boolean {
  const { expression } = JS.Parser.fromLiteral({ source, flags }).parse({
    backreferences: 'unknown',
    maxBackreferenceWords: 0,
  });
  return [...everyNode(expression.alternatives)].some(({ type }) => type === 'Unknown');
}
