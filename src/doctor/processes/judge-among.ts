import { sharedAmong } from '../../config/shared-settings.ts';
import type { ProcessCard, ShownCard } from '../../processes/process-card.ts';
import { type Finding, type NamedFinding, named, ok, problem, warning } from '../findings/finding.ts';
import { judgeClock } from '../findings/judge-clock.ts';
import { judgeOpenFiles } from '../machine/open-files.ts';

/** Judges the processes of one deployment beside each other. */
export function judgeAmong(cards: readonly ShownCard[], { version }: { readonly version: string }): NamedFinding[] {
  const files = cards.map((card) => judgeOpenFiles(nameOf(card), card.openFiles ?? undefined));
  const clocks = cards.map(({ clockAheadMs, ...card }) => {
    // It was compared with that of Redis, as this machine's is; between the two lies a round trip.
    return judgeClock(`The clock of ${nameOf(card)}`, clockAheadMs, ROUND_TRIP_MS);
  });
  return [
    ...named('processes', [judgeRoles(cards)]),
    ...named('processes.versions', [judgeVersions(cards, version)]),
    ...(cards.length > 0 ? named('processes.settings', judgeSettings(cards)) : []),
    ...named('processes.files', worse(files)),
    ...named('clock.processes', worse(clocks)),
  ];
}

const ROUND_TRIP_MS = 500;

/** What is well is the same of all of them, and said once. */
function worse(findings: readonly Finding[]): readonly Finding[] {
  const bad = findings.filter(({ state }) => state !== 'ok');
  return bad.length > 0 ? bad : findings.slice(0, 1);
}

export function nameOf({ pid, host, role }: Pick<ProcessCard, 'pid' | 'host' | 'role'>): string {
  return `process ${pid} of ${host} (${role})`;
}

function judgeRoles(cards: readonly ProcessCard[]): Finding {
  const answer = cards.filter(({ role }) => role !== 'work').length;
  const work = cards.filter(({ role }) => role !== 'serve').length;
  const facts = { processes: cards.length, answer, work };
  const says = `${cards.length} processes share this database and Redis: ${answer} answer, ${work} run jobs.`;
  if (cards.length === 0) return warning('No process of Lex runs on this database and Redis.', 'Start one.', facts);
  if (work === 0) return problem(`${says} No reply is written.`, 'Start `lex work`, or one with LEX_ROLE=all.', facts);
  return answer === 0 ? warning(`${says} Nobody can reach Lex.`, 'Start `lex serve`.', facts) : ok(says, facts);
}

function judgeVersions(cards: readonly ProcessCard[], own: string): Finding {
  const versions = [...new Set([...cards.map((card) => card.version), own])].sort();
  const facts = { versions: versions.join(', ') };
  if (versions.length < 2) return ok(`All that runs is Lex ${own}.`, facts);
  const says = `Several versions of Lex run, or this is another: ${versions.join(', ')}.`;
  return warning(says, 'Update those that answer first, then those that work, and use the new `lex` here.', facts);
}

/** A finding for each setting whose values differ among those that should share it. */
function judgeSettings(cards: readonly ProcessCard[]): Finding[] {
  const names = [...new Set(cards.flatMap(({ settings }) => Object.keys(settings)))].sort();
  const found = names.flatMap((name) => {
    const sharers = sharedAmong(name) === 'all' ? cards : cards.filter(({ role }) => role !== 'work');
    // A process of another version may not have the setting at all: that is told of by its version.
    const groups = new Map<string, ProcessCard[]>();
    for (const card of sharers) {
      const digest = card.settings[name];
      if (digest !== undefined) groups.set(digest, [...(groups.get(digest) ?? []), card]);
    }
    return groups.size > 1 ? [differs(name, [...groups.values()])] : [];
  });
  return found.length > 0 ? found : [ok('All processes have the settings in common that they should.')];
}

function differs(name: string, groups: readonly (readonly ProcessCard[])[]): Finding {
  const few = [...groups].sort((a, b) => a.length - b.length)[0] ?? [];
  const who = few.slice(0, MOST_NAMED).map(nameOf).join(', ');
  const more = few.length > MOST_NAMED ? ` and ${few.length - MOST_NAMED} more` : '';
  return problem(
    `${name} is not the same in all processes: ${who}${more} differ from the others.`,
    'Set it alike where each is started, and start again those that differ: `lex config` there prints what they have.',
    { name, values: groups.length },
  );
}

const MOST_NAMED = 3;
