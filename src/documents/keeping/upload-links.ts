import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/** What is signed of an upload. */
export interface UploadLink {
  /** Of the document that it makes, so that the same upload again makes no other. */
  readonly id: string;
  readonly ownerId: string;
  readonly name: string;
  readonly namespace: string;
  readonly mimeType: string;
  /** The most bytes that are taken. */
  readonly bytes: number;
}

/** Signs where files may be put: whoever has the link may use it, until its time is over. */
export interface UploadLinks {
  sign(link: UploadLink): { readonly token: string; readonly expiresAt: Date };
  /** Undefined for what wasn't signed here, or whose time is over. */
  read(token: string): UploadLink | undefined;
}

/** For so long a link may be used, in milliseconds; what is on its way then goes on. */
const VALID_MS = 15 * 60_000;
const LONGEST_TOKEN = 4_000;

const payload = z.object({
  id: z.uuid(),
  ownerId: z.uuid(),
  name: z.string(),
  namespace: z.string(),
  mimeType: z.string(),
  bytes: z.int(),
  expiresAt: z.int(),
});

/** @param secret the same in all processes of a deployment */
export function createUploadLinks(secret: Uint8Array): UploadLinks {
  const signatureOf = (text: string) => createHmac('sha256', secret).update(`upload:${text}`).digest();
  return {
    sign(link) {
      const expiresAt = new Date(Date.now() + VALID_MS);
      const text = Buffer.from(JSON.stringify({ ...link, expiresAt: expiresAt.getTime() })).toString('base64url');
      return { token: `${text}.${signatureOf(text).toString('base64url')}`, expiresAt };
    },
    read(token) {
      const [text = '', signature = '', ...more] = token.length <= LONGEST_TOKEN ? token.split('.') : [];
      const expected = signatureOf(text);
      const given = Buffer.from(signature, 'base64url');
      if (more.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
      const { expiresAt, ...link } = payload.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
      return expiresAt > Date.now() ? link : undefined;
    },
  };
}
