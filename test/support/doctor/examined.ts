import { pino } from 'pino';
import { readConfig } from '../../../src/config/config.ts';
import { problemsIn } from '../../../src/config/problems.ts';
import type { Check, Examined } from '../../../src/doctor/findings/check.ts';
import type { NamedFinding } from '../../../src/doctor/findings/finding.ts';
import { ConversationsChangedDocument, StatusChangedDocument } from '../../../src/generated/graphql.ts';
import { packageRoot } from '../lex/cluster-template.ts';

/** What `lex doctor` would look at with these settings. */
export function examined(
  environment: Record<string, string>,
  { front, ...others }: Partial<Omit<Examined, 'front'>> & { readonly front?: Partial<Examined['front']> } = {},
): Examined {
  return {
    environment,
    fromFile: new Set(),
    directory: packageRoot,
    config: problemsIn(environment).length === 0 ? readConfig(environment) : undefined,
    version: 'test',
    packageRoot,
    log: pino({ level: 'silent' }),
    report: () => Promise.reject(new Error('no server runs')),
    asksModels: false,
    ...others,
    front: {
      url: undefined,
      key: undefined,
      keepMs: 5_000,
      subscriptions: {
        status: { query: String(StatusChangedDocument) },
        conversations: { query: String(ConversationsChangedDocument) },
      },
      ...front,
    },
  };
}

/** Runs a check as long as it takes. */
export function look(check: Check, what: Examined): Promise<readonly NamedFinding[]> {
  return check.run(what, new AbortController().signal);
}

/** Each finding as `name state`, in the order of the names. */
export function statesOf(findings: readonly NamedFinding[]): readonly string[] {
  return findings.map(({ check, state }) => `${check} ${state}`).sort();
}
