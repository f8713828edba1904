import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Report } from '../../../bench/loadtest/report/report.ts';
import { runLoadTest } from '../../../bench/loadtest/run-load-test.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

/** What a load test has left. */
export interface LoadRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a load test in this process, with its arguments in one line. */
export async function runLoad(line: string, stopped = new AbortController().signal): Promise<LoadRun> {
  let [stdout, stderr] = ['', ''];
  const code = await runLoadTest(line.split(' '), {
    stdout: {
      write: (text) => {
        stdout += text;
        return true;
      },
    },
    stderr: {
      isTTY: false,
      columns: 80,
      write: (text) => {
        stderr += text;
        return true;
      },
    },
    stopped,
  });
  return { code, stdout, stderr };
}

/** The same, with the figures that it writes. */
export async function reportOf(line: string, stopped?: AbortSignal): Promise<LoadRun & { readonly report: Report }> {
  const file = join(await temporaryDirectory(), 'report.json');
  const run = await runLoad(`${line} --json ${file}`, stopped);
  const report: Report = JSON.parse(await readFile(file, 'utf8'));
  return { ...run, report };
}
