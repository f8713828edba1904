import { resolve } from 'node:path';
import type { ValueKind } from '../setting.ts';

/** Any text, which `takes` describes. */
export function text(takes: string): ValueKind<string> {
  return { takes, read: (value) => value };
}

/** The path of a file or directory, made absolute. */
export function path(takes: string): ValueKind<string> {
  return { takes, read: (value) => resolve(value) };
}

/** A whole number from `from` to `to`, in decimal digits. */
export function wholeNumber(from: number, to: number): ValueKind<number> {
  return {
    takes: `a whole number from ${from} to ${to}`,
    read: (value) =>
      /^\d{1,10}$/.test(value) && Number(value) >= from && Number(value) <= to ? Number(value) : undefined,
  };
}

/** A part of a whole, in decimal digits. */
export const shareOfAll: ValueKind<number> = {
  takes: 'a number from 0 to 1, such as 0.05',
  read: (value) => (/^(0|1|[01]?\.\d{1,9})$/.test(value) && Number(value) <= 1 ? Number(value) : undefined),
};

export function oneOf<const T extends string>(values: readonly T[]): ValueKind<T> {
  return { takes: `one of ${values.join(', ')}`, read: (value) => values.find((each) => each === value) };
}

export const trueOrFalse: ValueKind<boolean> = {
  takes: 'one of true, false',
  read: (value) => (value === 'true' || value === 'false' ? value === 'true' : undefined),
};

/** A list with commas between its items; every item must satisfy `isItem`. */
export function listOf(takes: string, isItem: (item: string) => boolean): ValueKind<readonly string[]> {
  const read = (value: string) => {
    const items = itemsOf(value);
    return items.every(isItem) ? items : undefined;
  };
  return { takes, read };
}

/** What stands between the commas of a text. */
export function itemsOf(text: string): string[] {
  return text
    .split(',')
    .map((each) => each.trim())
    .filter(Boolean);
}

const BYTE_UNITS: Readonly<Record<string, number>> = { '': 1, B: 1, KIB: 2 ** 10, MIB: 2 ** 20, GIB: 2 ** 30 };

/**
 * The size of a cache. One entry takes some hundred bytes, so that a smaller cache than the least would hold nothing.
 */
export const cacheBytes = byteSize('67108864', '1 KiB', '1024 GiB');

/** The longest body: with less, no query of GraphiQL passes, and with more, a few of them fill the memory. */
export const bodyBytes = byteSize('1048576', '16 KiB', '64 MiB');

/** The longest file: one is read into memory whole. */
export const documentBytes = byteSize('67108864', '1 KiB', '512 MiB');

/** What a thread may take. */
export const threadBytes = byteSize('536870912', '64 MiB', '16 GiB');

/** The longest file of a message: each that is uploaded is held in memory while it is looked at. */
export const attachmentBytes = byteSize('5242880', '1 KiB', '20 MiB');

/** What a user may store: less would not hold a few long conversations. */
export const storageBytes = byteSize('1073741824', '1 MiB', '1024 GiB');

/** What a process may have: less than the least holds no server. */
export const memoryBytes = byteSize('1073741824', '64 MiB', '4096 GiB');

function byteSize(example: string, from: string, to: string): ValueKind<number> {
  const [least, most] = [bytesIn(from), bytesIn(to)];
  return {
    takes: `a number of bytes such as ${example}, or with a unit: KiB, MiB, GiB; from ${from} to ${to}`,
    read: (value) => {
      const bytes = bytesIn(value);
      return bytes >= least && bytes <= most ? bytes : undefined;
    },
  };
}

/** @returns NaN when the text says no size */
function bytesIn(text: string): number {
  const parts = /^(\d{1,15})\s*([a-z]*)$/i.exec(text);
  const unit = parts ? BYTE_UNITS[(parts[2] ?? '').toUpperCase()] : undefined;
  return parts && unit ? Number(parts[1]) * unit : Number.NaN;
}

/** How many proxies before the server are believed: none, one, or so many. */
export const proxies: ValueKind<number> = {
  takes: 'one of false, true, or how many proxies stand one behind the other, from 1 to 10',
  read: (value) => {
    if (value === 'false' || value === 'true') return value === 'true' ? 1 : 0;
    return /^([1-9]|10)$/.test(value) ? Number(value) : undefined;
  },
};

/** A secret that lets in who shows it: what is shorter could be guessed. */
export function secretOf(least: number): ValueKind<string> {
  return {
    takes: `${least} to 4096 visible ASCII characters, without spaces, that nobody can guess (openssl rand -hex 32)`,
    read: (value) => (/^[\x21-\x7e]{1,4096}$/.test(value) && value.length >= least ? value : undefined),
  };
}

/** What a token says, or the name by which it says it. */
export const claimText: ValueKind<string> = {
  takes: '1 to 255 visible ASCII characters',
  read: (value) => (/^[\x20-\x7e]{1,255}$/.test(value) ? value : undefined),
};

/** Who signs tokens. The name that Lex calls itself is that of users whom it makes. */
export const issuer: ValueKind<string> = {
  takes: 'who signs the tokens, to the letter as they say it in "iss", such as https://login.example.com/',
  read: (value) => (value === 'lex' ? undefined : claimText.read(value)),
};

/** What a page asks an identity provider for, as RFC 6749, 3.3 writes it; without `openid` it isn't OpenID Connect. */
export const scopes: ValueKind<string> = {
  takes: 'names of scopes with a space between each two, openid among them, such as "openid profile offline_access"',
  read: (value) =>
    /^[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*$/.test(value) &&
    value.length <= 1_000 &&
    value.split(' ').includes('openid')
      ? value
      : undefined,
};

/** A voice, as its model names it; eSpeak NG's are named after languages. */
export const voiceName: ValueKind<string> = {
  takes: 'the name of a voice, such as en-gb or de for eSpeak NG, and alloy for OpenAI',
  read: (value) => (/^[\w ()+./-]{1,64}$/.test(value) ? value : undefined),
};

/** Names of voices, with commas between them. */
export const voiceNames: ValueKind<readonly string[]> = {
  takes: 'names of voices, with commas between several, such as en-gb, de',
  read: (text) => {
    const names = itemsOf(text);
    return names.length > 0 && names.every((name) => voiceName.read(name) !== undefined) ? names : undefined;
  },
};

/** A provider's key. It is sent as a header, which takes only these characters. */
export const key: ValueKind<string> = {
  takes: 'a key: at most 4096 visible ASCII characters, without spaces',
  read: (value) => (/^[\x21-\x7e]{1,4096}$/.test(value) ? value : undefined),
};
