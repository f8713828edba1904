import { describe, expect, it } from 'vitest';
import type { Failure } from '../../../src/models/failures/failure.ts';
import { retryDelay } from '../../../src/models/failures/retry.ts';
import { keyHeaders, readEndpoint } from '../../../src/models/providers/http/endpoint.ts';
import { readRetryAfter } from '../../../src/models/providers/http/retry-after.ts';

const status = (code: number, retryAfterMs?: number, isSpent = false): Failure => ({
  kind: 'status',
  status: code,
  retryAfterMs,
  detail: '',
  form: 'error',
  isSpent,
});
const atMost = { baseMs: 500, random: () => 1 };

describe('the wait before another try', () => {
  it('grows, and is anything from nothing to its bound', () => {
    expect(retryDelay(status(500), 1, atMost)).toBe(500);
    expect(retryDelay(status(500), 2, atMost)).toBe(1_000);
    expect(retryDelay(status(500), 2, { baseMs: 500, random: () => 0 })).toBe(0);
  });

  it('is what the provider asks for, up to 20 s', () => {
    expect(retryDelay(status(429, 20_000), 1, atMost)).toBe(20_000);
    expect(retryDelay(status(429, 20_001), 1, atMost)).toBeUndefined();
  });

  it('does not come a third time', () => {
    expect(retryDelay(status(500), 3, atMost)).toBeUndefined();
  });

  it.each([400, 401, 402, 404, 413, 501, 505])('does not come after %i', (code) => {
    expect(retryDelay(status(code), 1, atMost)).toBeUndefined();
  });

  it.each([408, 409, 425, 429, 500, 502, 503, 504, 524, 529])('comes after %i', (code) => {
    expect(retryDelay(status(code), 1, atMost)).toBe(500);
  });

  it('does not come when what was paid for is used up', () => {
    expect(retryDelay(status(429, undefined, true), 1, atMost)).toBeUndefined();
  });

  it('does not come after a time-out', () => {
    expect(retryDelay({ kind: 'timeout', ms: 1 }, 1, atMost)).toBeUndefined();
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-11-13T14:00:00Z');
  const DAY = 24 * 60 * 60 * 1_000;

  it.each([
    ['3', 3_000],
    ['0', 0],
    ['1.5', 1_500],
    [' 5 ', 5_000],
    ['Fri, 13 Nov 2026 14:00:10 GMT', 10_000],
    ['Friday, 13-Nov-26 14:00:10 GMT', 10_000],
    ['Fri Nov 13 14:00:10 2026', 10_000],
    ['Tue Dec  1 00:00:00 2026', DAY],
    ['Fri, 13 Nov 2026 13:00:00 GMT', 0],
    ['Sunday, 06-Nov-94 08:49:37 GMT', 0],
    ['99999999999', DAY],
    ['-5', undefined],
    ['1e3', undefined],
    ['2026', 2_026_000],
    ['2026-11-13', undefined],
    ['1.2.3', undefined],
    ['5 minutes', undefined],
    ['Fri, 31 Feb 2026 14:00:10 GMT', undefined],
    ['Fri, 13 Foo 2026 14:00:10 GMT', undefined],
    ['soon', undefined],
    ['', undefined],
  ])('%j is %s ms', (header, ms) => {
    expect(readRetryAfter(new Headers({ 'retry-after': header }), now)).toBe(ms);
  });

  it('in milliseconds is the more exact', () => {
    expect(readRetryAfter(new Headers({ 'retry-after': '3', 'retry-after-ms': '2500.4' }), now)).toBe(2_501);
    expect(readRetryAfter(new Headers({ 'retry-after': '3', 'retry-after-ms': 'x' }), now)).toBe(3_000);
    expect(readRetryAfter(new Headers(), now)).toBeUndefined();
  });
});

describe('a base address', () => {
  it.each([
    ['http://h:1', 'bare', 'http://h:1/v1/chat/completions'],
    ['http://h:1//', 'bare', 'http://h:1/v1/chat/completions'],
    ['http://h:1/v1/', 'bare', 'http://h:1/v1/chat/completions'],
    ['http://h:1//v1///', 'bare', 'http://h:1/v1/chat/completions'],
    ['http://h:1/v1/chat/completions', 'bare', 'http://h:1/v1/chat/completions'],
    ['http://h:1/v1/embeddings/', 'bare', 'http://h:1/v1/chat/completions'],
    ['http://h:1/v1/models', 'bare', 'http://h:1/v1/chat/completions'],
    ['https://h/chat/completions', 'bare', 'https://h/chat/completions'],
    ['https://h/openai', 'bare', 'https://h/openai/chat/completions'],
    [
      'https://h/openai/deployments/gpt?api-version=2024-10-21',
      'bare',
      'https://h/openai/deployments/gpt/chat/completions?api-version=2024-10-21',
    ],
    ['https://h/models?api-version=1#top', 'bare', 'https://h/models/chat/completions?api-version=1'],
    ['http://h/proxy', 'missing', 'http://h/proxy/v1/chat/completions'],
    ['http://h/v1', 'missing', 'http://h/v1/chat/completions'],
    ['http://h/api', 'missing', 'http://h/v1/chat/completions'],
    ['http://h/api/', 'missing', 'http://h/v1/chat/completions'],
    ['http://h/api/chat', 'missing', 'http://h/v1/chat/completions'],
    ['http://h/v1/messages', 'missing', 'http://h/v1/chat/completions'],
  ] as const)('%s (%s) becomes %s', (address, appendV1, url) => {
    expect(readEndpoint(address, appendV1).address('chat/completions')).toBe(url);
  });

  it('has its user and password taken out, for a header', () => {
    const { address, host, headers, secrets } = readEndpoint('http://ann:p%40ss@h:1?key=hidden', 'bare');
    expect([address('models'), host]).toEqual(['http://h:1/v1/models?key=hidden', 'h:1']);
    expect(headers).toEqual({ authorization: `Basic ${btoa('ann:p@ss')}` });
    expect(secrets).toEqual(['p@ss', btoa('ann:p@ss'), 'hidden']);
  });

  it('with a version is one of Azure, which has a header of its own for the key', () => {
    const azure = readEndpoint('https://h/openai?api-version=1', 'bare');
    expect(keyHeaders('k', azure)).toEqual({ authorization: 'Bearer k', 'api-key': 'k' });
    expect(keyHeaders('k', readEndpoint('https://h', 'bare'))).toEqual({ authorization: 'Bearer k' });
  });
});
