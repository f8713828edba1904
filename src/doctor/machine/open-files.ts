import { openFilesLimit } from '../../processes/open-files-limit.ts';
import type { Check } from '../findings/check.ts';
import { SHORT_MS } from '../findings/check.ts';
import { type Finding, named, ok, problem, unchecked, warning } from '../findings/finding.ts';

/** A process takes up to 10,000 sockets of clients, and its own files and connections beside them. */
const ENOUGH = 11_000;
/** Below this, a few hundred clients leave none for the database. */
const FEW = 1_024;

export const openFiles: Check = {
  name: 'machine.files',
  timeoutMs: () => SHORT_MS,
  async run() {
    return named('machine.files', [judgeOpenFiles('This process', openFilesLimit())]);
  },
};

/**
 * @param who such as `This process`
 * @param limit undefined: it isn't known
 */
export function judgeOpenFiles(who: string, limit: number | undefined): Finding {
  if (limit === undefined)
    return unchecked(`How many files ${who[0]?.toLowerCase()}${who.slice(1)} may open isn't told.`);
  if (limit === Number.POSITIVE_INFINITY) return ok(`${who} may open as many files and sockets as it wants.`);
  const says = `${who} may have ${limit} files and sockets open.`;
  const fix = `Raise the limit to ${2 ** 16}: LimitNOFILE= of systemd, --ulimit nofile= of Docker, or ulimit -n.`;
  const facts = { limit };
  if (limit < FEW) return problem(`${says} A few hundred clients use that up.`, fix, facts);
  return limit < ENOUGH ? warning(`${says} Lex would take up to 10,000 sockets.`, fix, facts) : ok(says, facts);
}
