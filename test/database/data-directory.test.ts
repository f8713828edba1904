import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { access, mkdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { takeDataDirectory } from '../../src/database/data-directory.ts';
import { StartError } from '../../src/errors.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

async function endedProcess(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  return child.pid ?? 0;
}

async function livingProcess(): Promise<number> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000); console.log("up")']);
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  await once(child.stdout, 'data');
  return child.pid ?? 0;
}

/** A process that has ended, of which its parent takes no note: another program has taken the shell's place since. */
async function zombie(): Promise<number> {
  const parent = spawn('sh', ['-c', 'sleep 0.3 & echo $!; exec sleep 60']);
  onTestFinished(() => {
    parent.kill('SIGKILL');
  });
  const [line] = await once(parent.stdout, 'data');
  const pid = Number(String(line));
  await vi.waitFor(async () => expect(await readFile(`/proc/${pid}/stat`, 'utf8')).toContain(') Z '));
  return pid;
}

const lockIn = (directory: string) => join(directory, 'lex.lock');

describe('a data directory', () => {
  it('is made when it is not there, and given back with its files in it', async () => {
    const path = join(await temporaryDirectory(), 'new', 'data');
    const taken = await takeDataDirectory(path);
    expect(JSON.parse(await readFile(lockIn(path), 'utf8'))).toMatchObject({ pid: process.pid });
    await taken.release();
    await expect(access(lockIn(path))).rejects.toThrow();
    await access(path);
  });

  it('is refused while a live process holds it, with its pid', async () => {
    const path = await temporaryDirectory();
    const pid = await livingProcess();
    await writeFile(lockIn(path), JSON.stringify({ pid }));
    await expect(takeDataDirectory(path)).rejects.toThrow(`in use by process ${pid}`);
    expect(JSON.parse(await readFile(lockIn(path), 'utf8'))).toEqual({ pid });
  });

  it('is refused to the same process a second time', async () => {
    const path = await temporaryDirectory();
    await takeDataDirectory(path);
    await expect(takeDataDirectory(path)).rejects.toBeInstanceOf(StartError);
  });

  it('is taken over from a process that died', async () => {
    const path = await temporaryDirectory();
    await writeFile(lockIn(path), JSON.stringify({ pid: await endedProcess() }));
    await takeDataDirectory(path);
    expect(JSON.parse(await readFile(lockIn(path), 'utf8'))).toMatchObject({ pid: process.pid });
  });

  it.runIf(existsSync('/proc/self/stat'))(
    'is taken over from a process that was killed and not yet reaped',
    async () => {
      const path = await temporaryDirectory();
      await writeFile(lockIn(path), JSON.stringify({ pid: await zombie() }));
      await takeDataDirectory(path);
      expect(JSON.parse(await readFile(lockIn(path), 'utf8'))).toMatchObject({ pid: process.pid });
    },
  );

  it('is taken over when the pid was given to another program since', async () => {
    const path = await temporaryDirectory();
    await writeFile(lockIn(path), JSON.stringify({ pid: await livingProcess(), startedAt: '1' }));
    await takeDataDirectory(path);
    expect(JSON.parse(await readFile(lockIn(path), 'utf8'))).toMatchObject({ pid: process.pid });
  });

  it('is taken over when the lock was cut short by a crash', async () => {
    const path = await temporaryDirectory();
    await writeFile(lockIn(path), '{"pid":');
    await takeDataDirectory(path);
    expect(JSON.parse(await readFile(lockIn(path), 'utf8'))).toMatchObject({ pid: process.pid });
  });

  it('goes to exactly one of many that find the same dead process', async () => {
    const path = await temporaryDirectory();
    await writeFile(lockIn(path), JSON.stringify({ pid: await endedProcess() }));
    const tries = await Promise.allSettled(Array.from({ length: 20 }, () => takeDataDirectory(path)));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('can be taken over again after a process died while taking it over', async () => {
    const path = await temporaryDirectory();
    await writeFile(lockIn(path), JSON.stringify({ pid: await endedProcess() }));
    await mkdir(`${lockIn(path)}.takeover`);
    await expect(takeDataDirectory(path)).rejects.toThrow('try again');
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(`${lockIn(path)}.takeover`, longAgo, longAgo);
    await expect(takeDataDirectory(path)).rejects.toThrow('try again');
    await takeDataDirectory(path);
  });

  it('that cannot be made is refused with what to do', async () => {
    const parent = await temporaryDirectory();
    await writeFile(join(parent, 'file'), '');
    await expect(takeDataDirectory(join(parent, 'file', 'data'))).rejects.toThrow(
      /can't be written \(ENOTDIR\): set LEX_DATA_DIR/,
    );
  });
});
