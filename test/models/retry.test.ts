import { describe, expect, it } from 'vitest';
import { readEndpoint } from '../../src/models/providers/endpoint.ts';
import { type Failure, readRetryAfter } from '../../src/models/providers/failure.ts';
import { retryDelay } from '../../src/models/providers/retry.ts';

const status = (code: number, retryAfterMs?: number): Failure => ({
  kind: 'status',
  status: code,
  retryAfterMs,
  detail: '',
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

  it.each([400, 401, 404, 413])('does not come after %i', (code) => {
    expect(retryDelay(status(code), 1, atMost)).toBeUndefined();
  });

  it('does not come after a time-out', () => {
    expect(retryDelay({ kind: 'timeout', ms: 1 }, 1, atMost)).toBeUndefined();
  });
});

describe('Retry-After', () => {
  const now = Date.parse('2026-11-13T14:00:00Z');

  it.each([
    ['3', 3_000],
    ['Fri, 13 Nov 2026 14:00:10 GMT', 10_000],
    ['Fri, 13 Nov 2026 13:00:00 GMT', 0],
    ['soon', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%j is %s ms', (header, ms) => {
    expect(readRetryAfter(header, now)).toBe(ms);
  });
});

describe('a base address', () => {
  it.each([
    ['http://h:1', 'bare', 'http://h:1/v1'],
    ['http://h:1/v1/', 'bare', 'http://h:1/v1'],
    ['https://h/openai', 'bare', 'https://h/openai'],
    ['http://h/proxy', 'missing', 'http://h/proxy/v1'],
    ['http://h/v1', 'missing', 'http://h/v1'],
  ] as const)('%s (%s) becomes %s', (address, appendV1, url) => {
    expect(readEndpoint(address, appendV1).url).toBe(url);
  });

  it('has its user and password taken out, for a header', () => {
    const { url, host, headers } = readEndpoint('http://ann:p%40ss@h:1', 'bare');
    expect([url, host]).toEqual(['http://h:1/v1', 'h:1']);
    expect(headers).toEqual({ authorization: `Basic ${btoa('ann:p@ss')}` });
  });
});
