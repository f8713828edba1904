/** A bucket, and with what it is opened: what `LEX_FILES_URL` says. */
export interface S3Address {
  /** `https://host:port` */
  readonly origin: string;
  readonly bucket: string;
  /** What all keys begin with: empty, or with a slash at its end. */
  readonly prefix: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/**
 * Reads an address such as `https://key:secret@s3.example.com/bucket/prefix?region=eu-central-1`.
 *
 * @returns undefined when the text is none
 */
export function readS3Address(text: string): S3Address | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, origin, username, password, pathname, searchParams, hash } = new URL(text);
  const path = /^\/([a-z\d][a-z\d.-]{1,62})((?:\/[\w.-]{1,100}){0,8})\/?$/.exec(pathname);
  const { region = 'us-east-1', ...others } = Object.fromEntries(searchParams);
  const isOne =
    /^https?:$/.test(protocol) && username && password && hash === '' && /^[a-z\d-]{1,64}$/.test(region) && path;
  const prefix = path?.[2] ?? '';
  if (!isOne || Object.keys(others).length > 0 || /(^|\/)\.{1,2}(\/|$)/.test(prefix)) return undefined;
  const [accessKeyId, secretAccessKey] = [decoded(username), decoded(password)];
  if (accessKeyId === undefined || secretAccessKey === undefined) return undefined;
  return {
    origin,
    bucket: path[1] ?? '',
    prefix: prefix === '' ? '' : `${prefix.slice(1)}/`,
    region,
    accessKeyId,
    secretAccessKey,
  };
}

/** Undefined for what isn't percent-encoded well, or can't be a key. */
function decoded(part: string): string | undefined {
  try {
    const text = decodeURIComponent(part);
    return /^[\x21-\x7e]{1,1024}$/.test(text) ? text : undefined;
  } catch {
    return undefined;
  }
}
