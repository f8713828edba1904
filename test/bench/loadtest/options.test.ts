import { describe, expect, it } from 'vitest';
import { createChoices } from '../../../bench/loadtest/load/choices.ts';
import { readOptions } from '../../../bench/loadtest/options/read-options.ts';
import { runLoad } from './run-loadtest.ts';

const read = (line: string) => readOptions(line === '' ? [] : line.split(' '));

describe('the options of a load test', () => {
  it('have defaults', () => {
    const { url, seed, ...others } = read('');
    expect(url.href).toBe('http://127.0.0.1:4000/graphql');
    expect(Number.isInteger(seed)).toBe(true);
    expect(others).toMatchObject({
      users: 10,
      rate: undefined,
      pauseMs: { from: 1_000, to: 3_000 },
      durationMs: 60_000,
      rampUpMs: 6_000,
      transport: 'websocket',
      keys: { kind: 'none' },
      thresholds: [],
    });
  });

  it('are read with their units', () => {
    const options = read(
      '--url http://localhost:4001 --users 200 --duration 1.5m --ramp-up 20 --pause 500ms-2 --repeats 5% ' +
        '--transport sse --max-error-rate 1% --p95-ack 200 --max-first-delta 1.5s',
    );
    expect(options.url.href).toBe('http://localhost:4001/graphql');
    expect(options).toMatchObject({
      users: 200,
      durationMs: 90_000,
      rampUpMs: 20_000,
      pauseMs: { from: 500, to: 2_000 },
      repeats: 0.05,
      transport: 'sse',
      thresholds: [
        { kind: 'error-rate', most: 0.01 },
        { kind: 'latency', measure: 'ack', level: 'p95', mostMs: 200 },
        { kind: 'latency', measure: 'first-delta', level: 'max', mostMs: 1_500 },
      ],
    });
  });

  it.each([
    '--users 0',
    '--users 1.5',
    '--users many',
    '--duration 25h',
    '--duration 0',
    '--ramp-up 2m --duration 1m',
    '--pause 3-1',
    '--pause 1-2-3',
    '--rate 0',
    '--rate 5 --pause 1-3',
    '--transport polling',
    '--turns 41',
    '--repeats 101%',
    '--seed 99999999999',
    '--max-error-rate 2',
    '--p95-ack soon',
    '--p97-ack 5',
    '--key a --admin-key b',
    '--url ftp://127.0.0.1',
    '--url http://mia:secret@127.0.0.1:4000',
    '--url http://lex.example.com',
    '--url http://127.0.0.1.example.com',
    '--url http://10.0.0.1:4000/graphql',
    '--keys-file /no/such/file',
    '--html /no/such/folder/report.html',
    'words',
  ])('refuse %s', async (line) => {
    const { code, stdout, stderr } = await runLoad(line);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^loadtest: .+\n\nUsage: npm run loadtest/);
  });

  it('let in a server of another machine when that is asked for', () => {
    expect(read('--url https://lex.example.com/graphql --allow-remote').url.hostname).toBe('lex.example.com');
  });

  it('print how they are used', async () => {
    expect(await runLoad('--help')).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringContaining('--p95-ack'),
    });
  });

  it('make users who choose the same with the same seed, three messages to one look at the status', () => {
    const choose = (seed: number, number: number) => {
      const choices = createChoices({ ...read(''), seed }, number);
      return Array.from({ length: 400 }, () => ({ ...choices.next(), pauseMs: choices.pauseMs() }));
    };
    const first = choose(5, 0);
    expect(choose(5, 0)).toEqual(first);
    expect(choose(5, 1)).not.toEqual(first);
    expect(choose(6, 0)).not.toEqual(first);
    const chats = first.filter(({ step }) => step === 'chat').length;
    expect(chats).toBeGreaterThan(270);
    expect(chats).toBeLessThan(330);
    for (const { pauseMs } of first) expect(pauseMs >= 1_000 && pauseMs <= 3_000).toBe(true);
  });
});
