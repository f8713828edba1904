import type { Logger } from '../../log.ts';
import type { Refusal } from './origin-gate.ts';

const PERIOD_MS = 60_000;
/** The most refusals that are logged in a period: a page that tries one name after another must not fill the log. */
const MOST_LOGGED = 10;

/**
 * Logs the pages and names that were refused, for whoever uses the browser sees nothing of it. Each is logged once in a
 * minute, with the number of refusals that were left out since the last line.
 */
export function createRefusalLog(log: Logger): (refusal: Refusal, requestId: string) => void {
  const logged = new Set<string>();
  let periodEnds = 0;
  let passedOver = 0;
  return ({ setting, host, origin }, requestId) => {
    if (performance.now() >= periodEnds) {
      logged.clear();
      periodEnds = performance.now() + PERIOD_MS;
    }
    const what = `${setting} ${setting === 'LEX_ALLOWED_HOSTS' ? host : origin}`;
    if (logged.has(what) || logged.size >= MOST_LOGGED) {
      passedOver += 1;
      return;
    }
    logged.add(what);
    const also = passedOver > 0 ? { passedOver } : {};
    passedOver = 0;
    const reason =
      setting === 'LEX_ALLOWED_HOSTS'
        ? 'a request for a name that is not this server’s was refused: if it should be let in, add its host to'
        : 'a request of a web page was refused: if it should be let in, add its origin to';
    log.warn({ requestId, host, origin, ...also }, `${reason} ${setting}`);
  };
}
