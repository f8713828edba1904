import { describe, expect, it } from 'vitest';
import { runLex } from '../support/lex/lex-process.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const COMMANDS = [
  'serve',
  'work',
  'chat',
  'memory',
  'migrate',
  'export',
  'import',
  'backup',
  'restore',
  'config',
  'doctor',
];

describe('the command line', () => {
  it.each(COMMANDS)('explains `lex %s` on --help', async (command) => {
    const { code, stdout, stderr } = await runLex([command, '--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(new RegExp(`^Usage: lex ${command}\\b[^]*\\n$`));
  });

  it('lists its commands on --help, and as wrong usage when there is none', async () => {
    const help = await runLex(['--help']);
    expect(help.code).toBe(0);
    for (const command of COMMANDS) expect(help.stdout).toMatch(new RegExp(`^ {2}${command} +\\w`, 'm'));
    const nothing = await runLex([]);
    expect(nothing).toMatchObject({ code: 2, stdout: '', stderr: help.stdout });
  });

  it('tells its version', async () => {
    const { code, stdout } = await runLex(['--version']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it.each(['sevre', '--verbose', 'constructor', ''])('knows no command %j', async (name) => {
    const { code, stdout, stderr } = await runLex([name]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`there is no command ${JSON.stringify(name)}`);
    expect(stderr).toContain('Usage: lex <command>');
  });

  it.each(COMMANDS)('refuses an option that `lex %s` does not have', async (command) => {
    const { code, stdout, stderr } = await runLex([command, '--frob']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^lex ${command}: Unknown option '--frob'\\.\\n\\nUsage: lex ${command}`));
  });
});

describe('lex config', () => {
  it('prints every setting, and hides secrets', async () => {
    const { code, stdout } = await runLex(['config'], {
      OPENAI_API_KEY: 'sk-very-secret',
      DATABASE_URL: 'postgresql://lex:hunter2@db.example/lex',
      PORT: '5000',
    });
    expect(code).toBe(0);
    expect(stdout).not.toMatch(/very-secret|hunter2/);
    expect(stdout).toMatch(/^PORT +5000 {2}\(environment\)$/m);
    expect(stdout).toMatch(/^LEX_MODEL +local\/lex {2}\(default\)$/m);
    expect(stdout).toMatch(/^OPENAI_API_KEY +\(set, hidden\) {2}\(environment\)$/m);
    expect(stdout).toMatch(/^DATABASE_URL +postgresql:\/\/lex:\*\*\*@db\.example\/lex {2}\(environment\)$/m);
  });

  it('warns of a default model that lacks its key', async () => {
    const { code, stdout } = await runLex(['config'], { LEX_MODEL: 'anthropic/claude x' });
    expect(code).toBe(0);
    const needs = 'which needs ANTHROPIC_API_KEY to be set: until it is, replies fail.';
    expect(stdout.split('\n')).toContain(`Warning: LEX_MODEL is anthropic/claude x, ${needs}`);
  });

  it('fails on what `lex serve` would not start with, each in a line', async () => {
    const { code, stderr } = await runLex(['config'], { LEX_MODLE: 'x', PORT: 'http' });
    expect(code).toBe(1);
    expect(stderr.trimEnd().split('\n')).toEqual([
      'lex: LEX_MODLE is not a setting of Lex; `lex config` lists those it has.',
      'lex: PORT is "http"; it takes a whole number from 0 to 65535.',
    ]);
  });
});

describe('lex migrate', () => {
  it('makes the embedded database, and then finds it up to date', async () => {
    const LEX_DATA_DIR = await temporaryDirectory();
    const first = await runLex(['migrate'], { LEX_DATA_DIR });
    expect(first).toMatchObject({ code: 0, stderr: expect.stringMatching(/^[^\n]*(made|making) a database[^\n]*\n$/) });
    expect(first.stdout).toMatch(/^(applied \d{14}_\w+\n)+$/);
    expect(await runLex(['migrate'], { LEX_DATA_DIR })).toMatchObject({
      code: 0,
      stdout: 'The database is up to date.\n',
    });
  });
});
