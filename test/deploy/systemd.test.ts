import { execFile, execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/config.ts';
import { packageRoot } from '../support/lex/cluster-template.ts';
import { runLex } from '../support/lex/lex-process.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const UNITS = ['lex.service', 'lex-backup.service', 'lex-backup.timer'];
/** More than all that a process of Lex gives itself to stop. */
const STOPPING_SECONDS = 20;

const read = (name: string) => readFile(join(packageRoot, 'deploy', 'systemd', name), 'utf8');

/** The value of a setting of a unit; the last one counts. */
function settingOf(unit: string, setting: string): string {
  return (
    unit
      .split('\n')
      .findLast((line) => line.startsWith(`${setting}=`))
      ?.slice(setting.length + 1) ?? ''
  );
}

function hasAnalyzer(): boolean {
  try {
    execFileSync('systemd-analyze', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe('the units of deploy/systemd', () => {
  it.runIf(hasAnalyzer())('are what systemd takes, and leave the server little (needs systemd-analyze)', async () => {
    const directory = await temporaryDirectory();
    for (const name of UNITS) {
      // Whether the program is installed here is not the question.
      const text = (await read(name)).replace(/^ExecStart=\S+ \S+/m, `ExecStart=${process.execPath} /dev/null`);
      await writeFile(join(directory, name), text);
    }
    const paths = UNITS.map((name) => join(directory, name));
    const { stderr } = await promisify(execFile)('systemd-analyze', ['verify', '--man=no', ...paths]);
    expect(stderr.split('\n').filter((line) => line.includes('lex'))).toEqual([]);
    for (const path of paths.filter((each) => each.endsWith('.service'))) {
      // Of 10: systemd calls what has less than 2.5 "OK".
      await promisify(execFile)('systemd-analyze', ['security', '--offline=true', '--threshold=25', path]);
    }
  });

  it('start commands that there are, with settings that they take, and wait for the end of what runs', async () => {
    for (const name of UNITS.filter((each) => each.endsWith('.service'))) {
      const unit = await read(name);
      const pairs = settingOf(unit, 'Environment')
        .split(' ')
        .map((pair) => pair.split('=', 2));
      const config = readConfig(Object.fromEntries(pairs));
      expect(settingOf(unit, 'StateDirectory').split(' ')).toContain(config.dataDir.replace('/var/lib/', ''));
      expect(settingOf(unit, 'WorkingDirectory')).toBe(config.dataDir);
      const [node, program, command = ''] = settingOf(unit, 'ExecStart').split(' ');
      expect([node, program]).toEqual(['/usr/bin/node', '/opt/lex/dist/main.js']);
      expect(await runLex([command, '--help'])).toMatchObject({ code: 0 });
    }
    expect(Number(settingOf(await read('lex.service'), 'TimeoutStopSec'))).toBeGreaterThan(STOPPING_SECONDS);
  });

  it('the timer’s service calls a backup with arguments that it takes', async () => {
    const [, , ...args] = settingOf(await read('lex-backup.service'), 'ExecStart').split(' ');
    expect(args).toEqual(['backup', '--to', '/var/lib/lex-backups', '--keep', '14']);
    const [directory, LEX_DATA_DIR] = [await temporaryDirectory(), join(await temporaryDirectory(), 'data')];
    const here = args.map((each) => (each === '/var/lib/lex-backups' ? directory : each));
    // It gets as far as to look for the data.
    const run = await runLex(here, { LEX_DATA_DIR });
    expect(run).toMatchObject({ code: 1, stderr: expect.stringContaining(`There is no ${LEX_DATA_DIR}`) });
  });
});
