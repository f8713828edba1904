import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Answers, dataOf, STORED, startFakeLex } from './fake-lex.ts';
import { reportOf, runLoad } from './run-loadtest.ts';

const ONE = '--users 1 --duration 1ms --seed 0 --repeats 0 --transport sse';
const MAIN = fileURLToPath(new URL('../../../bench/loadtest/main.ts', import.meta.url));

/** A server that refuses messages. */
const refusing = (status: number, body: string): Answers => ({
  refuse: ({ what }) => (what === 'chat' ? { status, body } : undefined),
});
const coded = (code: string): string => JSON.stringify({ errors: [{ message: 'No.', extensions: { code } }] });
const never = new Promise<object>(() => undefined);

describe('a load test of a server that fails', () => {
  it.each<[code: RegExp, what: string, answers: Answers, more?: string]>([
    [/^OVERLOADED$/, 'the code of an error', refusing(503, coded('OVERLOADED'))],
    [/^RATE_LIMITED$/, 'another one', refusing(429, coded('RATE_LIMITED'))],
    [/^OTHER$/, 'what is no code', refusing(500, coded('\u001b[31mRED'))],
    [/^HTTP_502$/, 'the status of a page', refusing(502, '<h1>Bad gateway</h1>')],
    [/^BAD_ANSWER$/, 'an answer of somebody else', refusing(200, '{"data":{"hello":"world"}}')],
    [/^BAD_ANSWER$/, 'an answer that is no JSON', refusing(200, 'hello')],
    [/^(UND_ERR_SOCKET|ECONNRESET)$/, 'a connection that breaks', { refuse: ({ what }) => cutChats(what) }],
    [/^TIMEOUT$/, 'no answer', { data: ({ what }) => (what === 'chat' ? never : STATUS) }, '--request-timeout 5s'],
    [
      /^REPLY_FAILED$/,
      'a reply that failed',
      {
        stream: () => [{ kind: 'FAILED', cursor: '1-0', content: '' }],
        data: (ask) => dataOf(ask, [STORED[0] ?? {}, { ...STORED[1], state: 'FAILED' }]),
      },
    ],
    [/^NOT_FOUND$/, 'a stream that is refused', { refuse: ({ what }) => refuseStreams(what) }],
  ])('counts %s: %s', async (code, _, answers, more = '') => {
    const lex = await startFakeLex(answers);
    const run = await reportOf(`${ONE} ${more} --max-error-rate 50% --url ${lex.url}`.replaceAll('  ', ' '));
    expect(run.report.errors.chat).toEqual([{ code: expect.stringMatching(code), count: 1 }]);
    expect(run.report.errorRate).toBe(1);
    expect(run.report.thresholds).toEqual([expect.objectContaining({ name: 'max-error-rate', isKept: false })]);
    expect(run.stdout).toMatch(/max-error-rate.*≤ 50.00%.*100.00%.*NO/);
    expect(run.code).toBe(99);
  });

  it('ends well when no threshold is crossed, whatever failed', async () => {
    const lex = await startFakeLex(refusing(503, coded('OVERLOADED')));
    expect(await runLoad(`${ONE} --url ${lex.url}`)).toMatchObject({ code: 0 });
  });

  it('takes a threshold of what was never measured for crossed', async () => {
    const lex = await startFakeLex();
    const { code, stdout } = await runLoad(`${ONE} --max-reply 1h --p99-status 1h --url ${lex.url}`);
    expect(stdout).toMatch(/max-reply.*yes/);
    expect(stdout).toMatch(/p99-status.*–.*NO/);
    expect(code).toBe(99);
  });

  it("doesn't run where nothing answers, or what answers is no Lex", async () => {
    const nobody = await runLoad(`${ONE} --url http://127.0.0.1:1`);
    expect(nobody).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('ECONNREFUSED') });
    const other = await startFakeLex({ refuse: () => ({ status: 404, body: 'Not here.' }) });
    const refused = await runLoad(`${ONE} --url ${other.url}`);
    expect(refused).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('HTTP_404') });
  });

  it('ends early by Ctrl-C, which npm sends on, with its report', async () => {
    let talked: () => void = () => undefined;
    const threeTalked = new Promise<void>((resolve) => {
      talked = resolve;
    });
    const lex = await startFakeLex({
      stream({ before }) {
        if (before === 2) talked();
        return ['silence'];
      },
    });
    const line = `--users 3 --duration 1h --ramp-up 0 --seed 0 --repeats 0 --transport sse --url ${lex.url}`;
    const args = ['--import', 'tsx', MAIN, ...line.split(' ')];
    const child = spawn(process.execPath, args, { env: { PATH: process.env.PATH }, stdio: ['ignore', 'pipe', 'pipe'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    const [out, err, exit] = [text(child.stdout), text(child.stderr), once(child, 'exit')];
    await Promise.race([threeTalked, exit]);
    child.kill('SIGINT');
    child.kill('SIGINT');
    expect(await exit).toEqual([0, null]);
    expect(await err).toContain('Ctrl-C ends the test early');
    const report = await out;
    expect(report).toContain('ended early of 3600 s');
    expect(report).toMatch(/chat +\| 3 +\| 0 +\| 0 +\| 3 /);
  });
});

const STATUS = { status: { state: 'OK', version: '1' } };
const cutChats = (what: string) => (what === 'chat' ? 'cut' : undefined);
const refuseStreams = (what: string) => (what === 'stream' ? { status: 200, body: coded('NOT_FOUND') } : undefined);
