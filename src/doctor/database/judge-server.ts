import type { ServerFacts } from '../../database/examine/server-facts.ts';
import { type Finding, type NamedFinding, named, ok, problem, warning } from '../findings/finding.ts';

/** The oldest version that Lex takes. */
const LEAST_MAJOR = 14;
/** When the versions end, by PostgreSQL's versioning policy: after that nobody mends them. */
const ENDS: Readonly<Record<number, string>> = {
  14: '2026-11-12',
  15: '2027-11-11',
  16: '2028-11-09',
  17: '2029-11-08',
  18: '2030-11-14',
};
/** PostgreSQL refuses to write at about two thousand million, and warns forty million before. */
const WRAPS_SOON = 1_500_000_000;
const CROWDED = 0.8;

export function judgeServer(facts: ServerFacts, now = new Date()): NamedFinding[] {
  const durability = [...writing(facts), ...keeping(facts)];
  return [
    ...named('database', [judgeVersion(facts, now)]),
    ...named('database.settings', durability.length > 0 ? durability : [ok('PostgreSQL keeps what it is given.')]),
    ...named('database.connections', [judgeConnections(facts)]),
  ];
}

function judgeVersion({ version_number: number }: ServerFacts, now: Date): Finding {
  const major = Math.floor(number / 10_000);
  const version = `${major}.${number % 10_000}`;
  const facts = { version };
  if (major < LEAST_MAJOR) {
    return problem(
      `PostgreSQL ${version} is too old.`,
      `Lex takes PostgreSQL ${LEAST_MAJOR} or newer: upgrade it.`,
      facts,
    );
  }
  const end = ENDS[major];
  if (end !== undefined && now > new Date(`${end}T23:59:59Z`)) {
    return warning(`PostgreSQL ${version} answers; nobody has mended it since ${end}.`, 'Upgrade it.', facts);
  }
  return ok(`PostgreSQL ${version} answers.`, facts);
}

/** What keeps Lex from writing, now or soon. */
function writing({ is_standby, read_only, encoding, oldest_transactions: oldest }: ServerFacts): Finding[] {
  const findings: Finding[] = [];
  if (is_standby) {
    const fix = 'Lead DATABASE_URL to the primary (target_session_attrs=read-write chooses it among several).';
    findings.push(problem('DATABASE_URL leads to a standby, which takes no writes.', fix));
  } else if (read_only === 'on') {
    const fix = 'Set default_transaction_read_only=off for this database and user.';
    findings.push(problem('PostgreSQL takes no writes: default_transaction_read_only is on.', fix));
  }
  if (encoding !== 'UTF8') {
    const fix = "Make the database anew with ENCODING 'UTF8', and move the data by `lex export` and `lex import`.";
    findings.push(problem(`The database is in ${encoding}, which can't hold every text.`, fix, { encoding }));
  }
  if (oldest > WRAPS_SOON) {
    const says = `The oldest row is ${oldest} transactions old: at two thousand million PostgreSQL refuses to write.`;
    findings.push(problem(says, 'Run VACUUM (FREEZE), and look for what holds it up (pg_stat_activity, slots).'));
  }
  return findings;
}

/** What makes PostgreSQL lose what it has, or slow. */
function keeping(facts: ServerFacts): Finding[] {
  const findings: Finding[] = [];
  const off = (['fsync', 'full_page_writes'] as const).filter((name) => facts[name] === 'off');
  for (const name of off) {
    const says = `${name} is off: a crash of the machine may leave the database beyond repair.`;
    findings.push(problem(says, `Set ${name}=on.`, { setting: name }));
  }
  if (facts.synchronous_commit === 'off') {
    const says = 'synchronous_commit is off: a crash loses messages that were acknowledged in the last moment.';
    findings.push(warning(says, 'Set synchronous_commit=on.'));
  }
  if (facts.autovacuum === 'off') {
    findings.push(problem('autovacuum is off: tables grow without end, and slow down.', 'Set autovacuum=on.'));
  }
  if (facts.idle_session_timeout_ms) {
    const says =
      `idle_session_timeout is ${facts.idle_session_timeout_ms} ms: PostgreSQL ends the connection by which one ` +
      'process of Lex keeps others away.';
    findings.push(warning(says, 'Set idle_session_timeout=0 for this user.'));
  }
  if (!/\bbullmq\b/.test(facts.search_path)) {
    const says = 'What Lex asks of its session (search_path) does not arrive: a pooler leaves it out.';
    findings.push(problem(says, 'Lead DATABASE_URL past the pooler.', { searchPath: facts.search_path }));
  }
  return findings;
}

function judgeConnections({ connections, connections_allowed: allowed }: ServerFacts): Finding {
  const facts = { connections, allowed };
  const says = `${connections} of ${allowed} connections to PostgreSQL are in use.`;
  if (connections < allowed * CROWDED) return ok(says, facts);
  return warning(says, 'Raise max_connections, or lower DATABASE_POOL_SIZE: each process takes as many.', facts);
}
