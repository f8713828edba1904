import type { FindingState } from '../../doctor/findings/finding.ts';
import type { Summary } from '../../doctor/report.ts';
import type { Terminal } from '../command.ts';
import { LineWrap } from './line-wrap.ts';
import { forTerminal, paint } from './paint.ts';

const MARKS: Readonly<Record<FindingState, { readonly mark: string; readonly colour: Parameters<typeof paint>[1] }>> = {
  ok: { mark: 'ok       ', colour: 'green' },
  warning: { mark: 'warning  ', colour: 'yellow' },
  problem: { mark: 'problem  ', colour: 'red' },
  unchecked: { mark: 'unchecked', colour: 'dim' },
};

/** Before what is said, and before the lines that go on with it. */
const INDENT = ' '.repeat(11);
const WIDEST = 110;
const USUAL_COLUMNS = 100;

/** Prints what was found, those with the same first word of their name together, and how many of each there are. */
export function printFindings(terminal: Terminal, { findings, counts, durationMs }: Summary): void {
  const { stdout } = terminal;
  let group = '';
  for (const { check, state, says, fix } of findings) {
    const [first = ''] = check.split('.');
    if (first !== group) stdout.write(`${group === '' ? '' : '\n'}${paint(terminal, 'bold', first)}\n`);
    group = first;
    const { mark, colour } = MARKS[state];
    stdout.write(`${paint(terminal, colour, mark)}  ${wrapped(terminal, `${check}: ${says}`)}\n`);
    if (fix !== null) stdout.write(`${INDENT}${paint(terminal, 'cyan', wrapped(terminal, `→ ${fix}`))}\n`);
  }
  const { ok, warning, problem, unchecked } = counts;
  const told = `${count(problem, 'problem')}, ${count(warning, 'warning')}, ${ok} ok, ${unchecked} not checked`;
  stdout.write(`\n${paint(terminal, 'bold', told)}, in ${(durationMs / 1_000).toFixed(1)} s\n`);
}

const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`;

/** Messages of servers go to the terminal too: without what could move its cursor. */
function wrapped({ stdout }: Terminal, text: string): string {
  const columns = Math.min(stdout.columns ?? USUAL_COLUMNS, WIDEST) - INDENT.length;
  const wrap = new LineWrap(columns);
  const line = forTerminal(text).replaceAll(/\s+/g, ' ');
  // The space at which a line was broken stays at its end.
  return (wrap.push(line) + wrap.end()).replaceAll(/ ?\n/g, `\n${INDENT}`);
}
