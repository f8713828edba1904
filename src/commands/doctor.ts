import { readConfig } from '../config/config.ts';
import { problemsIn } from '../config/problems.ts';
import { ALL_CHECKS } from '../doctor/all-checks.ts';
import type { Examined } from '../doctor/findings/check.ts';
import { summaryOf } from '../doctor/report.ts';
import { runChecks } from '../doctor/run-checks.ts';
import { ConversationsChangedDocument, StatusChangedDocument } from '../generated/graphql.ts';
import { createLog } from '../log.ts';
import { processReport } from '../processes/process-report.ts';
import { readArguments, requireAddress } from './arguments.ts';
import { type Command, type Terminal, UsageError } from './command.ts';
import { orderFromServer } from './connection/machine-connection.ts';
import { requestOf } from './connection/request-of.ts';
import { printFindings } from './terminal/print-findings.ts';
import { createProgressLine } from './terminal/progress-line.ts';

const KEEP_S = 15;
const MOST_KEEP_S = 3_600;

export const doctorCommand: Command = {
  name: 'doctor',
  summary: 'Look for what silently goes wrong, and say what to do',
  usage: `Usage: lex doctor [--url URL [--key KEY] [--keep SECONDS]] [--models] [--strict] [--json]

Looks, from where it runs and with the settings that are found there, at settings, this machine, the data directory,
PostgreSQL or the embedded database, Redis, the store of files, the processes of the deployment, clocks and models, and
says of each whether it is well, and what to do if it isn't. It changes nothing, but for a file of some bytes that it
stores and deletes in the bucket of LEX_FILES_URL, and works while a server runs and while none does.

  --url URL       look at the way of clients to this GraphQL endpoint as well: paths, bodies, WebSockets, events, over
                  real connections, through whatever proxy is there
  --key KEY       an API key with the scope READ, where the server asks for one
  --keep SECONDS  how long connections are kept to see if they are cut off, 5 to ${MOST_KEEP_S}  (default: ${KEEP_S})
  --models        ask each model that is set for a word or so, which costs some tokens; else only their providers
  --strict        exit with 1 for warnings too
  --json          print a report for programs

Exits with 0 when there is no problem, whatever the warnings, with 1 when there is one, with 2 for wrong usage.`,
  async run(args, terminal) {
    const { options, flags } = readArguments(args, {
      options: ['url', 'key', 'keep'],
      flags: ['models', 'strict', 'json'],
      words: 0,
    });
    const { url, key, keep = String(KEEP_S) } = options;
    if (url !== undefined) requireAddress(url);
    else if (key !== undefined || options.keep !== undefined) throw new UsageError('--key and --keep go with --url.');
    if (!/^\d{1,4}$/.test(keep) || Number(keep) < 5 || Number(keep) > MOST_KEEP_S) {
      throw new UsageError(`--keep takes a whole number of seconds, 5 to ${MOST_KEEP_S}.`);
    }
    const started = performance.now();
    const examined = examinedBy(terminal, { url, key, keepMs: Number(keep) * 1_000, asksModels: flags.has('models') });
    const progress = createProgressLine(terminal);
    const total = ALL_CHECKS.flat().length;
    let done = 0;
    const findings = await runChecks(ALL_CHECKS, examined, {
      stopped: terminal.stopped,
      onDone(name) {
        done += 1;
        progress.show((100 * done) / total, name);
      },
    });
    progress.clear();
    const durationMs = Math.round(performance.now() - started);
    const summary = summaryOf(findings, { version: terminal.version, durationMs, at: new Date() });
    if (flags.has('json')) terminal.stdout.write(`${JSON.stringify(summary, undefined, 2)}\n`);
    else printFindings(terminal, summary);
    const { problem, warning } = summary.counts;
    return problem > 0 || (flags.has('strict') && warning > 0) || terminal.stopped.aborted ? 1 : 0;
  },
};

function examinedBy(
  { environment, fromFile, version, packageRoot }: Terminal,
  options: { url: string | undefined; key: string | undefined; keepMs: number; asksModels: boolean },
): Examined {
  const { asksModels, ...front } = options;
  const config = problemsIn(environment).length === 0 ? readConfig(environment) : undefined;
  let asked: ReturnType<Examined['report']> | undefined;
  return {
    environment,
    fromFile,
    directory: process.cwd(),
    config,
    version,
    packageRoot,
    // What is worth telling is among the findings.
    log: createLog('silent'),
    report() {
      if (!config) throw new Error('The settings have to be mended first.');
      asked ??= orderFromServer(config.dataDir, { order: 'process.report' }).then((answer) =>
        processReport.parse(answer),
      );
      return asked;
    },
    front: {
      ...front,
      subscriptions: {
        status: requestOf(StatusChangedDocument, {}),
        conversations: requestOf(ConversationsChangedDocument, {}),
      },
    },
    asksModels,
  };
}
