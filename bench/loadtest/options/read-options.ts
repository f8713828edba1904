import { randomInt } from 'node:crypto';
import { readArguments } from '../../../src/commands/arguments.ts';
import { UsageError } from '../../../src/commands/command.ts';
import { quoted, readNumber, readSpan } from './read-span.ts';
import { readTarget } from './read-target.ts';
import { readShare, readThresholds, THRESHOLD_OPTIONS, type Threshold } from './thresholds.ts';

export const TRANSPORTS = ['websocket', 'sse', 'http'] as const;
export type Transport = (typeof TRANSPORTS)[number];

/** Where the users' keys come from. */
export type KeySource =
  | { readonly kind: 'none' }
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'file'; readonly file: string }
  | { readonly kind: 'admin'; readonly key: string };

/** What is to be done, as the command line says it. */
export interface LoadOptions {
  readonly url: URL;
  readonly users: number;
  /** Operations a second; undefined: each user begins the next after a pause. */
  readonly rate: number | undefined;
  readonly pauseMs: { readonly from: number; readonly to: number };
  readonly durationMs: number;
  readonly rampUpMs: number;
  readonly transport: Transport;
  /** Messages of a conversation. */
  readonly turns: number;
  /** The share of messages that are sent twice. */
  readonly repeats: number;
  readonly seed: number;
  readonly requestTimeoutMs: number;
  readonly replyTimeoutMs: number;
  readonly keys: KeySource;
  readonly html: string | undefined;
  readonly json: string | undefined;
  readonly thresholds: readonly Threshold[];
}

const MOST_SEED = 2 ** 31 - 1;

/** @throws {UsageError} for what it doesn't take */
export function readOptions(args: readonly string[]): LoadOptions {
  const { options, flags } = readArguments<string, 'allow-remote'>(args, {
    options: [...OPTIONS, ...THRESHOLD_OPTIONS],
    flags: ['allow-remote'],
    words: 0,
  });
  const span = (name: string, or: string, least = 0): number => readSpan(name, options[name] ?? or, { least });
  const whole = (name: string, or: number, least: number, most: number): number =>
    readNumber(name, options[name] ?? String(or), { least, most, whole: true });
  const durationMs = span('duration', '60s', 1);
  const rampUpMs = span('ramp-up', `${Math.round(durationMs / 10)}ms`);
  if (rampUpMs > durationMs) throw new UsageError('--ramp-up is longer than --duration.');
  const { rate, pause } = options;
  if (rate !== undefined && pause !== undefined) {
    throw new UsageError('--rate begins operations at their times: --pause is of users without it.');
  }
  return {
    url: readTarget(options['url'] ?? 'http://127.0.0.1:4000/graphql', { allowRemote: flags.has('allow-remote') }),
    users: whole('users', 10, 1, 10_000),
    rate: rate === undefined ? undefined : readNumber('rate', rate, { least: 0.01, most: 100_000 }),
    pauseMs: readPause(pause ?? '1-3'),
    durationMs,
    rampUpMs,
    transport: readTransport(options['transport'] ?? 'websocket'),
    turns: whole('turns', 10, 1, 40),
    repeats: readShare('repeats', options['repeats'] ?? '1%'),
    seed: whole('seed', randomInt(MOST_SEED), 0, MOST_SEED),
    requestTimeoutMs: span('request-timeout', '30s', 1),
    replyTimeoutMs: span('reply-timeout', '60s', 1),
    keys: readKeySource(options),
    html: options['html'],
    json: options['json'],
    thresholds: readThresholds(options),
  };
}

const OPTIONS = [
  ...['url', 'users', 'rate', 'pause', 'duration', 'ramp-up', 'transport', 'turns', 'repeats', 'seed'],
  ...['request-timeout', 'reply-timeout', 'key', 'keys-file', 'admin-key', 'html', 'json'],
];

function readPause(text: string): { from: number; to: number } {
  const [from = '', to = from, ...more] = text.split('-');
  const [least, most] = [from, to].map((each) => readSpan('pause', each));
  if (least === undefined || most === undefined || least > most || more.length > 0) {
    throw new UsageError(`--pause takes seconds such as 1-3, the shorter first, not ${quoted(text)}.`);
  }
  return { from: least, to: most };
}

function readTransport(text: string): Transport {
  const found = TRANSPORTS.find((each) => each === text);
  if (!found) throw new UsageError(`--transport takes ${TRANSPORTS.join(', ')}, not ${quoted(text)}.`);
  return found;
}

function readKeySource(options: Readonly<Record<string, string | undefined>>): KeySource {
  const { key, 'keys-file': file, 'admin-key': adminKey } = options;
  const sources: KeySource[] = [];
  if (key !== undefined) sources.push({ kind: 'key', key: requireKey('key', key) });
  if (file !== undefined) sources.push({ kind: 'file', file });
  if (adminKey !== undefined) sources.push({ kind: 'admin', key: requireKey('admin-key', adminKey) });
  if (sources.length > 1) throw new UsageError('Of --key, --keys-file and --admin-key one can be given.');
  return sources[0] ?? { kind: 'none' };
}

/** A key goes into a header. @throws {UsageError} which doesn't tell it */
export function requireKey(from: string, key: string): string {
  if (/^[\x21-\x7e]{1,8192}$/.test(key)) return key;
  throw new UsageError(`--${from} has something that is no key.`);
}
