import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Figures } from '../../../bench/loadtest/figures/figures.ts';
import { Latencies } from '../../../bench/loadtest/figures/latencies.ts';
import { byMeasure } from '../../../bench/loadtest/options/thresholds.ts';
import { createLiveView } from '../../../bench/loadtest/report/live-view.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { startFakeLex } from './fake-lex.ts';
import { runLoad } from './run-loadtest.ts';

const nothing = byMeasure(() => null);
const point = (at: number) => ({
  ...{ at, chats: 2, statuses: 1, errors: 0, users: 3, openReplies: 1, waiting: 0, delayMs: 0 },
  ...{ p50: nothing, p95: nothing, serviceP95: nothing },
});

function view(isTTY: boolean) {
  const written: string[] = [];
  const write = (text: string): boolean => written.push(text) > 0;
  const live = createLiveView({
    output: { isTTY, columns: 40, write },
    figures: new Figures(),
    durationMs: 60_000,
  });
  return { written, live };
}

describe('what a load test shows', () => {
  it('are percentiles of all that was measured, to three digits', () => {
    const latencies = new Latencies();
    expect(latencies.levels()).toEqual({ p50: null, p90: null, p95: null, p99: null, max: null });
    for (let ms = 1; ms <= 1_000; ms++) latencies.record(ms);
    const { p50, p90, p99, max } = latencies.levels();
    expect([p50, p90, p99, max].map((ms) => Math.round((ms ?? 0) / 10) * 10)).toEqual([500, 900, 990, 1_000]);
    latencies.record(0);
    latencies.record(Number.MAX_SAFE_INTEGER);
    expect(latencies.count).toBe(1_002);
  });

  it('is drawn again on a terminal, in lines that it has room for', () => {
    const { written, live } = view(true);
    live.show(point(1));
    const first = written.splice(0);
    for (const line of first) expect(line.trimEnd().length).toBeLessThan(40);
    live.show(point(2));
    expect(written[0]).toBe(`\x1b[${first.length}A\r\x1b[J`);
    live.close();
    expect(written.at(-1)).toBe(written[0]);
  });

  it('is a line now and then elsewhere', () => {
    const { written, live } = view(false);
    for (let at = 1; at <= 11; at++) live.show(point(at));
    live.close();
    expect(written).toEqual([expect.stringMatching(/^5 s, 3 users/), expect.stringMatching(/^10 s, 3 users/)]);
  });

  it("is a page that loads nothing, and to which a server's words are no markup", async () => {
    const version = '</script><img src=x onerror=alert(1)>\u001b[2J';
    const lex = await startFakeLex({
      data: ({ what }) =>
        what === 'chat'
          ? { chat: { conversation: { id: version }, message: { id: version }, reply: { id: version } } }
          : what === 'conversation'
            ? { conversation: null }
            : { status: { state: 'OK', version } },
    });
    const file = join(await temporaryDirectory(), 'report.html');
    const line = `--users 6 --duration 1ms --seed 0 --repeats 0 --transport sse --url ${lex.url} --html ${file}`;
    const { code, stdout } = await runLoad(line);
    // What nobody has stored is lost, and told by its id.
    expect(code).toBe(1);
    expect(stdout).toContain('LOST');
    expect(stdout).not.toContain('\u001b');
    const page = await readFile(file, 'utf8');
    expect(page).toContain('&lt;img src=x');
    expect(page).not.toContain('<img');
    expect(page).not.toMatch(/\b(src|href)="/);
    expect(page).toMatch(
      /Content-Security-Policy" content="default-src 'none'; script-src 'sha256-[\w+/=]+'; style-src/,
    );
    expect(page.match(/<\/script>/g)).toHaveLength(2);
    expect(page).toContain('uplot');
  });
});
