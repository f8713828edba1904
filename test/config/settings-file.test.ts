import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { withSettingsFile } from '../../src/config/settings-file.ts';
import { runLex, spawnLex } from '../support/lex/lex-process.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

async function directoryWith(text: string | Uint8Array): Promise<string> {
  const directory = await temporaryDirectory();
  await writeFile(join(directory, '.env'), text);
  return directory;
}

describe('the settings of a file', () => {
  it.each([
    ['A=1', { A: '1' }],
    ['export A=1', { A: '1' }],
    ['\ufeffA=1\r\n\r\n# B\r\nB = "2" # two\r\n', { A: '1', B: '2' }],
    ['A="one\ntwo=2\n"\nB=3', { A: 'one\ntwo=2\n', B: '3' }],
    ["A='x # y'\nB=`z`", { A: 'x # y', B: 'z' }],
    ['A=x # y', { A: 'x' }],
    ['A=1\nA=2', { A: '2' }],
    ['A=', { A: '' }],
    ['', {}],
    ['\n  \n#', {}],
  ])('%j are as Node reads them', async (text, expected) => {
    const { environment, fromFile } = withSettingsFile({}, await directoryWith(text));
    expect(environment).toEqual(expected);
    expect([...fromFile].sort()).toEqual(Object.keys(expected));
    expect(parseEnv(text.replace('\ufeff', ''))).toEqual(expected);
  });

  it.each([
    ['hunter2', [1]],
    ['A=1\nhunter2 hunter2\nB=1\n=hunter2', [2, 4]],
    ['1A=hunter2', [1]],
    ['A="hunter2', [1]],
    ['A=1\nB="hunter2\n\nC=3', [2]],
    ['A="x" hunter2\nB', [1, 2]],
    ['A="x\n\ny" hunter2\nB=1', [1]],
    ['A=hunter2#3', [1]],
    ['A=1\rB=hunter2', [1]],
    ['A=hunter2\0', [1]],
    ['- hunter2', [1]],
    ['A: hunter2', [1]],
  ])('%j are refused with the numbers of the lines and without what they say', async (text, lines) => {
    const directory = await directoryWith(text);
    const expected = lines.map((line) => `${join(directory, '.env')}, line ${line}: it takes NAME=value`);
    let said = '';
    try {
      withSettingsFile({}, directory);
    } catch (error) {
      said = String(error);
    }
    expect(said).toContain(expected[0]);
    for (const each of expected) expect(said).toContain(each);
    expect(said.split('\n').length).toBeGreaterThanOrEqual(lines.length);
    expect(said).not.toContain('hunter2');
  });

  it('give way to what the process was given, also to an empty value', async () => {
    const directory = await directoryWith('A=file\nB=file\nC=file');
    const { environment, fromFile } = withSettingsFile({ A: 'given', B: '' }, directory);
    expect(environment).toEqual({ A: 'given', B: '', C: 'file' });
    expect([...fromFile]).toEqual(['C']);
  });

  it('may be none; a file that is no text, and a directory, are refused', async () => {
    expect(withSettingsFile({ A: '1' }, await temporaryDirectory()).environment).toEqual({ A: '1' });
    const bytes = await directoryWith(Uint8Array.of(0x41, 0x3d, 0xff));
    expect(() => withSettingsFile({}, bytes)).toThrow("can't be read: it is no text in UTF-8.");
    const directory = await temporaryDirectory();
    await mkdir(join(directory, '.env'));
    expect(() => withSettingsFile({}, directory)).toThrow(/\.env can't be read: EISDIR/);
  });
});

describe('lex in a directory with a file of settings', () => {
  it('uses them, and says where each came from', async () => {
    const cwd = await directoryWith(
      'PORT=5001\nLEX_MODEL=openai/x\nOPENAI_API_KEY=sk-hunter2\nPOSTGRES_PASSWORD=hunter2\n',
    );
    const { code, stdout, stderr } = await runLex(['config'], { PORT: '5002' }, '', cwd);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^PORT +5002 {2}\(environment\)$/m);
    expect(stdout).toMatch(/^LEX_MODEL +openai\/x {2}\(\.env\)$/m);
    expect(stdout).toMatch(/^OPENAI_API_KEY +\(set, hidden\) {2}\(\.env\)$/m);
    expect(stdout).toMatch(/^HOST +127\.0\.0\.1 {2}\(default\)$/m);
    expect(stdout).not.toContain('hunter2');
  });

  it.each(['LEX_MODLE=x', 'lex_model=x'])('refuses %s there too', async (line) => {
    const { code, stderr } = await runLex(['serve'], {}, '', await directoryWith(line));
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/^lex: LEX_MODLE is not a setting|^lex: lex_model is not a setting/),
    });
  });

  it.each(['serve', 'work', 'migrate', 'config', 'chat', 'memory', 'export', 'import'])(
    'does not begin to %s with a line that it can not read',
    async (command) => {
      const cwd = await directoryWith('PORT=1\nsecret hunter2\n');
      const { code, stdout, stderr } = await runLex([command], {}, 'x', cwd);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(/^lex: \S+\/\.env, line 2: it takes NAME=value[^\n]*\n$/);
      expect(stderr).not.toContain('hunter2');
    },
  );

  it('explains its commands all the same', async () => {
    expect(await runLex(['serve', '--help'], {}, '', await directoryWith('x'))).toMatchObject({ code: 0, stderr: '' });
  });

  it('serves where they say', async () => {
    const cwd = await directoryWith('PORT=0\nLEX_DATA_DIR=here\n');
    const lex = spawnLex(['serve'], {}, { cwd });
    const [, directory] = await lex.printed(/"data":"([^"]+)"/);
    expect(directory).toBe(join(cwd, 'here'));
  });
});
