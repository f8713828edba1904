import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createLmdbReplyLog } from '../../../../src/chat/replies/log/lmdb-reply-log.ts';
import { UnavailableError } from '../../../../src/errors.ts';
import { LocalEventBus } from '../../../../src/events/local-event-bus.ts';
import { openLmdb } from '../../../../src/lmdb/open-lmdb.ts';
import { createSchedules } from '../../../../src/time/schedules.ts';
import { said } from '../../../support/reply-runs.ts';
import { temporaryDirectory } from '../../../support/temporary-directory.ts';

const MEGABYTE = 1_000_000;

/** Only root may mount, and not in every container. */
function canMount(): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', '/mnt'], { stdio: 'ignore' });
    execFileSync('umount', ['/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** A disk of a few megabytes, and a way to make it larger. */
async function smallDisk(): Promise<{ path: string; grow: () => void }> {
  const path = await temporaryDirectory();
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', path]);
  onTestFinished(() => {
    execFileSync('umount', ['-l', path]);
  });
  return { path, grow: () => execFileSync('mount', ['-o', 'remount,size=64m', path]) };
}

async function failureOf(work: () => Promise<unknown>): Promise<unknown> {
  for (let n = 0; n < 100; n++) {
    try {
      await work();
    } catch (error) {
      return error;
    }
  }
  throw new Error('The disk never became full.');
}

describe.runIf(canMount())('a full disk (needs the right to mount)', () => {
  it('fails what is appended to a reply, keeps what was, and takes more when there is room again', async () => {
    const disk = await smallDisk();
    const root = await openLmdb(join(disk.path, 'replies'));
    const log = createLmdbReplyLog({
      root,
      events: new LocalEventBus(),
      schedules: createSchedules(),
      log: pino({ level: 'silent' }),
    });
    onTestFinished(() => log.close());
    await log.begin('reply', 1);
    let kept = '';
    const error = await failureOf(async () => {
      const text = `${kept.length} `.repeat(MEGABYTE / 20);
      await log.append('reply', 1, said(text));
      kept += text;
    });
    expect(error).toBeInstanceOf(UnavailableError);
    expect((error as Error).message).toContain('free some space');
    expect(kept.length).toBeGreaterThan(0);
    expect((await log.read('reply'))?.runs).toEqual([said(kept)]);
    disk.grow();
    await log.append('reply', 1, said('the end'));
    expect((await log.read('reply'))?.runs).toEqual([said(`${kept}the end`)]);
  });
});
