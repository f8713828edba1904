import type { Logger } from '../../log.ts';

/**
 * The signal by which an operator asks for more in the log. Not SIGUSR1: that one Node keeps for its debugger.
 */
const SIGNAL = 'SIGUSR2';
const TALKATIVE = 'debug';

/**
 * Lets SIGUSR2 change the level of the log while the process runs: to `debug`, and back to what is configured. A line
 * of the log says which it is now. A log that tells as much as that anyway stays as it is.
 *
 * @param log without children that were made before, since those keep their level
 */
export function changeLevelBySignal(log: Logger): void {
  const configured = log.level;
  const tellsAll = log.isLevelEnabled(TALKATIVE);
  process.on(SIGNAL, () => {
    if (tellsAll) {
      log.warn({ logLevel: configured }, 'the level of the log stays: it tells as much already');
      return;
    }
    const change = { logLevel: log.level === configured ? TALKATIVE : configured };
    // The line is written whatever the configured level lets through.
    log.level = TALKATIVE;
    log.warn(change, 'the level of the log has changed');
    log.level = change.logLevel;
  });
}
