import { JS } from 'refa';
import { analyse } from 'scslre';
import { ambiguousChoice } from './ambiguous-choice.ts';
import { movedOver } from './moved-over.ts';
import { everyNode } from './refa-nodes.ts';

/**
 * Says what is wrong with a regular expression whose time can grow faster than the text that it searches, and with
 * which texts; undefined when nothing is. The time is that of backtracking: the expression tries each way to divide a
 * run of the same signs, or reads the same run again from each place in it.
 *
 * @throws {SyntaxError} when it is no regular expression
 */
export function growthOf(pattern: { readonly source: string; readonly flags: string }): string | undefined {
  const [report] = analyse(pattern).reports.toSorted(
    (one, other) => Number(other.exponential) - Number(one.exponential),
  );
  if (report) {
    const { source } = report.character.literal;
    const growth = report.exponential ? 'exponential' : 'polynomial';
    return `${growth} time on a text full of ${source} (${report.type.toLowerCase()})`;
  }
  if (refersBack(pattern)) return 'a time that nobody can tell, since it refers back to what it matched';
  const choice = ambiguousChoice(pattern);
  if (choice !== undefined) return `exponential time on a text full of ${JSON.stringify(choice)} (choice)`;
  const moved = movedOver(pattern);
  return moved === undefined ? undefined : `polynomial time on a text full of ${JSON.stringify(moved)} (move)`;
}

/** Whether an expression refers back to what it matched. No automaton can, so that nothing is known of its time. */
function refersBack({ source, flags }: { readonly source: string; readonly flags: string }): boolean {
  const { expression } = JS.Parser.fromLiteral({ source, flags }).parse({
    backreferences: 'unknown',
    maxBackreferenceWords: 0,
  });
  return [...everyNode(expression.alternatives)].some(({ type }) => type === 'Unknown');
}
