import { messageOf } from '../../../errors.ts';
import type { Logger } from '../../../log.ts';
import type { RepeatedWork } from '../../../time/repeat-every.ts';
import type { Schedules } from '../../../time/schedules.ts';
import type { WordsUpkeepStore } from './words-upkeep-store.ts';

const EVERY_MS = 60_000;
/** When all messages have words, those that came since are looked through so seldom. */
const WHEN_WHOLE_MS = 30 * 60_000;

/**
 * Begins to give words to messages that have none: those that were there before there was a search, that an older
 * version or an import into the tables has written, and all of them when the language or the analysis changes. One
 * process does so, in steps of 200 messages; how far it came is noted after each. When it dies, another one goes on
 * after half a minute. A step may be done twice without harm.
 *
 * @param foldTitles folds some titles that aren't folded yet, and says whether there may be more
 */
export function startWordsUpkeep(deps: {
  readonly store: WordsUpkeepStore;
  readonly foldTitles: () => Promise<boolean>;
  readonly schedules: Schedules;
  readonly log: Logger;
}): RepeatedWork {
  const { store, foldTitles, schedules, log } = deps;
  let closed = false;
  /** When all messages had words, and up to which number that stays so. */
  let whole = { at: Number.NEGATIVE_INFINITY, to: 0n };

  async function wordAll(from: bigint): Promise<void> {
    let [at, checkedTo, worded] = [from, from, 0];
    while (!closed) {
      const step = await store.wordNext(at);
      worded += step.worded;
      if (step.last === undefined) break;
      at = step.last;
      checkedTo = step.settled ?? checkedTo;
      await store.note(checkedTo);
    }
    if (!closed) whole = { at: performance.now(), to: checkedTo };
    if (worded > 0) log.info({ messages: worded }, 'messages that lacked words can be found now');
  }

  const repeated = schedules.repeat({
    name: 'words of messages',
    does: 'Makes messages and titles findable that were stored without their words.',
    everyMs: EVERY_MS,
    async work() {
      while (!closed && (await foldTitles()));
      if (closed) return;
      const checkedTo = await store.claim();
      if (checkedTo === undefined) return;
      try {
        // Whoever writes into the tables sets the number back.
        if (checkedTo < whole.to || performance.now() - whole.at >= WHEN_WHOLE_MS) await wordAll(checkedTo);
      } finally {
        await store.leave();
      }
    },
    failed: (error) => log.warn({ reason: messageOf(error) }, 'words of messages could not be made'),
  });
  repeated.begin();
  return {
    begin: repeated.begin,
    async close() {
      closed = true;
      await repeated.close();
    },
  };
}
