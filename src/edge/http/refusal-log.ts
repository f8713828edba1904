import type { Logger } from '../../log.ts';
import type { Refusal } from './origin-gate.ts';

const PERIOD_MS = 60_000;
/** So many different refusals are told of in a period; a page that tries names without end fills no log. */
const MOST_TOLD = 10;

/**
 * Tells the operator of pages and names that were refused, which the browser's user sees nothing of: each once in a minute,
 * and how many were passed over since the line before.
 */
export function createRefusalLog(log: Logger): (refusal: Refusal, requestId: string) => void {
  const told = new Set<string>();
  let periodEnds = 0;
  let passedOver = 0;
  return ({ setting, host, origin }, requestId) => {
    if (performance.now() >= periodEnds) {
      told.clear();
      periodEnds = performance.now() + PERIOD_MS;
    }
    const what = `${setting} ${setting === 'LEX_ALLOWED_HOSTS' ? host : origin}`;
    if (told.has(what) || told.size >= MOST_TOLD) {
      passedOver += 1;
      return;
    }
    told.add(what);
    const also = passedOver > 0 ? { passedOver } : {};
    passedOver = 0;
    const reason =
      setting === 'LEX_ALLOWED_HOSTS'
        ? 'a request for a name that is not this server’s was refused: if it should be let in, add its host to LEX_ALLOWED_HOSTS'
        : 'a request of a web page was refused: if it should be let in, add its origin to LEX_ALLOWED_ORIGINS';
    log.warn({ requestId, host, origin, ...also }, reason);
  };
}
