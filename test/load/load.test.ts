import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type LoadSources, LoadWatch } from '../../src/load/load.ts';
import { meanWait, measureLoopWait } from '../../src/load/loop-wait.ts';
import { Threshold } from '../../src/load/threshold.ts';

const SETTINGS = { delayMs: 500, heapPercent: 90, queue: 100 };

/** A watch over what the test says. */
function watchOver() {
  const now = { waitMs: 0, heap: 0.5 };
  const lines: Record<string, unknown>[] = [];
  let collected = 0;
  const sources: LoadSources = {
    loopWait: () => now.waitMs,
    heapShare: () => now.heap,
    collectGarbage: () => {
      collected += 1;
    },
  };
  const log = pino({ base: undefined }, { write: (line) => lines.push(JSON.parse(line)) });
  const watch = new LoadWatch(sources, SETTINGS, log);
  const look = (times: number, values: Partial<typeof now>) => {
    Object.assign(now, values);
    for (let time = 0; time < times; time += 1) watch.look();
    return [watch.level, watch.shortage];
  };
  return { watch, look, lines, collected: () => collected };
}

describe('the load of a process', () => {
  it('is calm through a peak, busy when waits stay long, overloaded when they are twice as long', () => {
    const { look } = watchOver();
    expect(look(2, { waitMs: 5_000 })).toEqual(['calm', undefined]);
    expect(look(1, { waitMs: 10 })).toEqual(['calm', undefined]);
    expect(look(3, { waitMs: 600 })).toEqual(['busy', 'loop']);
    expect(look(2, { waitMs: 1_000 })).toEqual(['busy', 'loop']);
    expect(look(1, { waitMs: 1_000 })).toEqual(['overloaded', 'loop']);
  });

  it('does not go to and fro: it is calm again when waits have been short for some time', () => {
    const { look, lines } = watchOver();
    look(3, { waitMs: 1_200 });
    expect(look(50, { waitMs: 700 })).toEqual(['overloaded', 'loop']);
    expect(look(50, { waitMs: 400 })).toEqual(['busy', 'loop']);
    expect(look(3, { waitMs: 200 })).toEqual(['busy', 'loop']);
    expect(look(1, { waitMs: 300 })).toEqual(['busy', 'loop']);
    expect(look(4, { waitMs: 200 })).toEqual(['calm', undefined]);
    // The log has a line for each change, and none for each look.
    expect(lines.map(({ level, shortage, loopWaitMs }) => [level, shortage, loopWaitMs])).toEqual([
      ['overloaded', 'loop', 1_200],
      ['busy', 'loop', 400],
      ['calm', undefined, 200],
    ]);
  });

  it('is overloaded while the heap is nearly full, and has garbage collected that nobody else would collect', () => {
    const { look, collected } = watchOver();
    expect(look(1, { heap: 0.95 })).toEqual(['calm', undefined]);
    expect(look(1, { heap: 0.95 })).toEqual(['overloaded', 'heap']);
    expect(look(8, { heap: 0.85 })).toEqual(['overloaded', 'heap']);
    expect(collected()).toBe(0);
    look(11, {});
    expect(collected()).toBe(2);
    expect(look(2, { heap: 0.8 })).toEqual(['calm', undefined]);
    look(30, {});
    expect(collected()).toBe(2);
  });
});

it('a threshold counts only what speaks against it without a break', () => {
  const threshold = new Threshold({ high: 10, low: 5, enterAfter: 2, leaveAfter: 3 });
  const seen = [10, 9, 10, 10, 4, 4, 7, 4, 4, 4].map((value) => threshold.observe(value));
  expect(seen).toEqual([false, false, false, true, true, true, true, true, true, false]);
});

describe('how long what comes waits for its turn', () => {
  it('is half of a turn, and longer ones count as often as they are met', () => {
    expect(meanWait(20, 0)).toBe(0);
    expect(meanWait(1_020, 0)).toBeCloseTo(490, 0);
    // A turn of 1,020 ms, then fifty short ones of 20 ms: the mean is 40 ms, and half of what comes meets the long one.
    const mean = (1_020 + 50 * 20) / 51;
    const deviation = Math.sqrt(((1_020 - mean) ** 2 + 50 * (20 - mean) ** 2) / 51);
    expect(meanWait(mean, deviation)).toBeCloseTo(248, 0);
    expect(meanWait(Number.NaN, Number.NaN)).toBe(0);
  });

  it('is measured while the process is held up, and since the last look alone', async () => {
    const wait = measureLoopWait();
    const turn = () => new Promise((resolve) => setTimeout(resolve, 50));
    await turn();
    wait.read();
    await turn();
    for (const until = performance.now() + 600; performance.now() < until; );
    await turn();
    const heldUp = wait.read();
    expect(heldUp).toBeGreaterThan(100);
    wait.close();
  });
});

const PRINTED = z.object({ before: z.number(), after: z.number(), available: z.number() });

it('memory is counted as it is taken', async () => {
  // A process of its own: here the collector may free as much in between.
  const program = fileURLToPath(new URL('./taking-memory.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', program]);
  const { before, after, available } = PRINTED.parse(JSON.parse(stdout));
  expect(before).toBeGreaterThan(10 * 2 ** 20);
  expect(after).toBeLessThanOrEqual(available);
  expect(after - before).toBeGreaterThan(32 * 2 ** 20);
});
