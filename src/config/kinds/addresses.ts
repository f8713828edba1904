import { withoutTrailing } from '../../language/trailing.ts';
import type { ValueKind } from '../setting.ts';
import { isLoopbackName } from './loopback.ts';
import { readS3Address } from './s3-address.ts';
import { listOf } from './values.ts';

export const postgresUrl = url(['postgresql:', 'postgres:']);

export const redisUrl = url(
  ['redis:', 'rediss:'],
  ({ hostname, username, password, pathname, search, hash }) =>
    hostname !== '' && /^(\/\d{0,5})?$/.test(pathname + search + hash) && [username, password].every(isDecodable),
  ', with a host and at most the number of a database, such as redis://127.0.0.1:6379/0',
);

/** A bucket of an S3-compatible store. What it refuses or lacks is seen by `lex doctor`. */
export const filesUrl: ValueKind<string> = {
  takes:
    'https://KEY:SECRET@HOST/BUCKET, also with a prefix after the bucket and with ?region=, such as ' +
    'https://key:secret@s3.example.com/lex?region=eu-central-1; in the secret / is written %2F',
  read: (value) => (readS3Address(value) ? value : undefined),
};

export const httpUrl = url(['http:', 'https:'], ({ hash }) => hash === '', ', without #');

/** Where OpenTelemetry's signals go: the path of each is added to it. */
export const collectorUrl = url(['http:', 'https:'], ({ search, hash }) => search + hash === '', ', without ? and #');

/**
 * Where the public keys of an identity provider are. Who can change them on the way lets in everybody: without TLS only
 * this machine, and names without a dot, which lead nowhere outside a private network.
 */
export const keysUrl = url(
  ['https:', 'http:'],
  ({ protocol, hostname }) => protocol === 'https:' || isLoopbackName(hostname) || /^[a-z\d-]+$/.test(hostname),
  '; http:// only for this machine and names without a dot',
);

/**
 * An identity provider with which a web page signs people in, to the letter as its discovery document says it, so that
 * slashes at the end stay. What goes there lets in whoever reads it on the way: without TLS only this machine.
 */
export const signInIssuer: ValueKind<string> = {
  takes: 'an address that begins with https://, or with http:// for this machine, without a user, ? or #',
  read: (value) => (isSignInIssuer(value) ? value : undefined),
};

/** Origins of web pages, in the form in which browsers send them. */
export const origins = listOf(
  'origins such as https://app.example.com, comma separated; not *, which would let every page that its user visits in',
  isOrigin,
);

/** Names that a `Host` header may have. */
export const hosts = listOf(
  'names such as lex.example.com, with or without a port, comma separated; ' +
    'not *, which would let in pages that point their own name here',
  (each) => /^([a-z\d]([a-z\d.-]*[a-z\d])?|\[[\da-f:.]+\])(:\d{1,5})?$/i.test(each),
);

/** An address without trailing slashes. `form` says in words what `fits` demands of it. */
function url(protocols: readonly string[], fits: (address: URL) => boolean = () => true, form = ''): ValueKind<string> {
  const isOne = (address: URL) => protocols.includes(address.protocol) && fits(address);
  return {
    takes: `an address that begins with ${protocols.map((each) => `${each}//`).join(' or ')}${form}`,
    read: (value) => (URL.canParse(value) && isOne(new URL(value)) ? withoutTrailing(value, '/') : undefined),
  };
}

/** As OpenID Connect Discovery demands of an issuer: no query and no fragment. */
function isSignInIssuer(value: string): boolean {
  if (!/^https?:\/\/[\x21-\x7e]{1,2000}$/i.test(value) || /[?#\\]/.test(value) || !URL.canParse(value)) return false;
  const { protocol, hostname, username, password } = new URL(value);
  return username + password === '' && (protocol === 'https:' || isLoopbackName(hostname));
}

function isDecodable(part: string): boolean {
  try {
    decodeURIComponent(part);
    return true;
  } catch {
    return false;
  }
}

/** Apps that bring their own browser send a scheme of their own, such as capacitor://localhost. */
function isOrigin(text: string): boolean {
  if (text.includes('*') || !URL.canParse(text)) return false;
  const { origin, protocol } = new URL(text);
  return origin === text || (!/^(https?|file):$/.test(protocol) && /^[a-z][a-z\d+.-]*:\/\/[\w.-]+$/.test(text));
}
