import { forTerminal } from '../../../src/commands/terminal/paint.ts';
import { markdownTable } from '../../table.ts';
import type { Report } from './report.ts';
import { aboutLoad, caveats, shownMs, shownShare } from './shown.ts';
import { tablesOf } from './tables.ts';

/** The report as the terminal shows it. */
export function textReport(report: Report): string {
  const tables = tablesOf(report).map(({ title, rows }) => `${title}\n\n${markdownTable(rows)}`);
  // Versions and ids are the server's words.
  return forTerminal(
    `${[aboutLoad(report), ...tables, sentences(report).join(' '), ...caveats(report)].join('\n\n')}\n`,
  );
}

/** What the tables don't show. */
export function sentences({ errorRate, correctness, generator }: Report): readonly string[] {
  const { checkedConversations, failedChecks, repeatedMessages, counts } = correctness;
  const unread = failedChecks > 0 ? ` (${failedChecks} could not be read)` : '';
  const verdict = counts.length === 0 ? 'nothing was wrong' : 'wrong answers: see above';
  return [
    `Failed: ${shownShare(errorRate)}.`,
    `Conversations compared with what was acknowledged: ${checkedConversations}${unread}; ` +
      `messages sent twice: ${repeatedMessages}; ${verdict}.`,
    `The load generator's event loop was in use for ${Math.round(generator.busy * 100)}% of the time, and late by ` +
      `${shownMs(generator.delayP99Ms)} ms (p99), ${shownMs(generator.delayMaxMs)} ms at most.`,
  ];
}
