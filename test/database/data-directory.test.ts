import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { access, chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { takeDataDirectory } from '../../src/database/data-directory.ts';
import { StartError } from '../../src/errors.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const lockIn = (directory: string) => join(directory, 'lex.lock');

/** Another process that can be told to take directories. */
async function startTaker(): Promise<ChildProcess> {
  const child = fork(new URL('./taking-process.ts', import.meta.url), { execArgv: ['--import', 'tsx'] });
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
  await once(child, 'message');
  return child;
}

async function ask(child: ChildProcess, message: string): Promise<string> {
  const answered = once(child, 'message');
  child.send(message);
  const [answer] = await answered;
  return String(answer);
}

/** All want it at once: the one that has it, when every other was told that it is in use. */
async function theTaker(children: readonly ChildProcess[], path: string): Promise<ChildProcess> {
  const answers = await Promise.all(children.map((child) => ask(child, path)));
  const refused = children.slice(1).map(() => 'DirectoryInUseError');
  expect([...answers].sort()).toEqual([...refused, 'taken']);
  const taker = children[answers.indexOf('taken')];
  if (!taker) throw new Error('Nobody has it.');
  return taker;
}

describe('a data directory', () => {
  it('is made when it is not there, and given back with its files in it', async () => {
    const path = join(await temporaryDirectory(), 'new', 'data');
    const taken = await takeDataDirectory(path);
    expect(JSON.parse(await readFile(lockIn(path), 'utf8'))).toMatchObject({ pid: process.pid });
    taken.release();
    await access(path);
    (await takeDataDirectory(path)).release();
  });

  it('is refused while another process holds it, with its pid, until that one gives it back', async () => {
    const path = await temporaryDirectory();
    const other = await startTaker();
    expect(await ask(other, path)).toBe('taken');
    await expect(takeDataDirectory(path)).rejects.toThrow(`in use by process ${other.pid}: stop it`);
    expect(JSON.parse(await readFile(lockIn(path), 'utf8'))).toMatchObject({ pid: other.pid });
    expect(await ask(other, 'release')).toBe('released');
    (await takeDataDirectory(path)).release();
  });

  it('is refused to the same process a second time', async () => {
    const path = await temporaryDirectory();
    const taken = await takeDataDirectory(path);
    await expect(takeDataDirectory(path)).rejects.toBeInstanceOf(StartError);
    taken.release();
  });

  it('is refused by its other names too', async () => {
    const path = await temporaryDirectory();
    const other = join(await temporaryDirectory(), 'other');
    await symlink(path, other);
    const taken = await takeDataDirectory(other);
    await expect(takeDataDirectory(path)).rejects.toBeInstanceOf(StartError);
    taken.release();
  });

  it.each([
    ['nothing', ''],
    ['half a line', '{"pid":'],
    ['the number of a process that is another', JSON.stringify({ pid: 1, host: 'elsewhere' })],
    ['the number of this process', JSON.stringify({ pid: process.pid, host: 'elsewhere' })],
    ['a directory of another version', JSON.stringify({ pid: process.pid, startedAt: '1' })],
  ])('whose file holds %s is nobody’s, and another’s while its lock is held', async (_, text) => {
    const path = await temporaryDirectory();
    await writeFile(lockIn(path), text);
    const taken = await takeDataDirectory(path);
    await writeFile(lockIn(path), text);
    await expect(takeDataDirectory(path)).rejects.toThrow('in use by');
    taken.release();
  });

  it('names the container of the process that holds it', async () => {
    const path = await temporaryDirectory();
    const taken = await takeDataDirectory(path);
    await writeFile(lockIn(path), JSON.stringify({ pid: 7, host: 'f00d' }));
    await expect(takeDataDirectory(path)).rejects.toThrow('in use by process 7 of "f00d": stop it');
    taken.release();
  });

  it('goes to exactly one of many processes that want it at once, every time', async () => {
    const parent = await temporaryDirectory();
    const children = await Promise.all(Array.from({ length: 6 }, () => startTaker()));
    for (let round = 0; round < 60; round++) {
      const path = join(parent, String(round));
      // Some are made by those who take them, some are there, some are there with what another left.
      if (round % 3 > 0) await mkdir(path);
      if (round % 3 > 1) await writeFile(lockIn(path), '');
      await ask(await theTaker(children, path), 'release');
    }
  });

  it('goes to exactly one of those who want it when its process was killed', async () => {
    const path = await temporaryDirectory();
    const children = await Promise.all(Array.from({ length: 6 }, () => startTaker()));
    while (children.length > 0) {
      const taker = await theTaker(children, path);
      taker.kill('SIGKILL');
      await once(taker, 'exit');
      children.splice(children.indexOf(taker), 1);
    }
  });

  it('that is a file is refused with what to do', async () => {
    const path = join(await temporaryDirectory(), 'file');
    await writeFile(path, '');
    await expect(takeDataDirectory(path)).rejects.toThrow(`${path} is a file, not a directory: set LEX_DATA_DIR`);
  });

  it('that cannot be made is refused with what to do', async () => {
    const parent = await temporaryDirectory();
    await writeFile(join(parent, 'file'), '');
    await expect(takeDataDirectory(join(parent, 'file', 'data'))).rejects.toThrow(
      /can't be written \(ENOTDIR\): set LEX_DATA_DIR/,
    );
  });

  it.skipIf(process.getuid?.() === 0)('that cannot be written is refused with what to do', async () => {
    const path = await temporaryDirectory();
    await chmod(path, 0o500);
    onTestFinished(() => chmod(path, 0o700));
    await expect(takeDataDirectory(path)).rejects.toThrow(/can't be written \(EACCES\): set LEX_DATA_DIR/);
  });

  it.runIf(existsSync('/proc/self'))('on a file system that takes no files is refused with what to do', async () => {
    await expect(takeDataDirectory('/proc/lex')).rejects.toThrow(/can't be written \(E\w+\): set LEX_DATA_DIR/);
    await expect(takeDataDirectory('/proc')).rejects.toThrow(/can't be written \(E\w+\): set LEX_DATA_DIR/);
  });
});
