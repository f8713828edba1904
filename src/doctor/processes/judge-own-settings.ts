import { sharedAmong } from '../../config/shared-settings.ts';
import type { ProcessCard } from '../../processes/process-card.ts';
import { type Finding, ok, warning } from '../findings/finding.ts';

/**
 * Compares the settings of processes that run with those that this command was given: after a change that was not
 * followed by a start, or from another directory, the two differ, and what is said of the settings is not what runs.
 */
export function judgeOwnSettings(
  cards: readonly ProcessCard[],
  own: Readonly<Record<string, string>>,
  role: ProcessCard['role'],
): Finding[] {
  if (cards.length === 0) return [];
  const names = Object.keys(own).filter((name) => {
    const sharers = cards.filter((each) => sharedAmong(name) === 'all' || (each.role !== 'work' && role !== 'work'));
    return sharers.some(({ settings }) => settings[name] !== undefined && settings[name] !== own[name]);
  });
  if (names.length === 0) return [ok('What runs has the settings that this command was given.')];
  return [
    warning(
      `What runs has other settings than this command was given: ${names.join(', ')}.`,
      'Run this with the environment and in the directory of the server; or start that again, if these are newer.',
      { names: names.join(', ') },
    ),
  ];
}
