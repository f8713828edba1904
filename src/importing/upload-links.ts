import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/** What is signed of the upload of an archive. */
const uploadLink = z.object({
  /** Of the job that it makes, so that the same upload again makes no other. */
  jobId: z.uuid(),
  ownerId: z.uuid(),
  name: z.string(),
  /** The most bytes that are taken. */
  bytes: z.int(),
});
export type UploadLink = z.infer<typeof uploadLink>;

/** Signs where archives may be put: whoever has the link may use it, until its time is over. */
export interface UploadLinks {
  sign(link: UploadLink): { readonly token: string; readonly expiresAt: Date };
  /** Undefined for what wasn't signed here, or whose time is over. */
  read(token: string): UploadLink | undefined;
}

/** Begins all tokens, by which they are told from those of others. */
export const IMPORT_TOKEN = 'import.';
/** For so long a link may be used, in milliseconds; what is on its way then goes on. */
const VALID_MS = 15 * 60_000;
const LONGEST_TOKEN = 4_000;

const payload = uploadLink.extend({ expiresAt: z.int() });

/** @param secret the same in all processes of a deployment */
export function createUploadLinks(secret: Uint8Array): UploadLinks {
  const signatureOf = (text: string) => createHmac('sha256', secret).update(`lex-import\n${text}`).digest();
  return {
    sign(link) {
      const expiresAt = new Date(Date.now() + VALID_MS);
      const text = Buffer.from(JSON.stringify({ ...link, expiresAt: expiresAt.getTime() })).toString('base64url');
      return { token: `${IMPORT_TOKEN}${text}.${signatureOf(text).toString('base64url')}`, expiresAt };
    },
    read(token) {
      if (token.length > LONGEST_TOKEN || !token.startsWith(IMPORT_TOKEN)) return undefined;
      const [text = '', signature = ''] = token.slice(IMPORT_TOKEN.length).split('.');
      const expected = signatureOf(text);
      const given = Buffer.from(signature, 'base64url');
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
      const { expiresAt, ...link } = payload.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
      return expiresAt > Date.now() ? link : undefined;
    },
  };
}
