import type { StoredFile } from '../../files/stored-file.ts';

/** What browsers may show in place: none of these can run anything. The others are saved. */
const SHOWN: ReadonlySet<string> = new Set([
  'audio/aac',
  'audio/flac',
  'audio/mpeg',
  'audio/ogg',
  'audio/wav',
  'audio/webm',
  'image/gif',
  'image/jpeg',
  'image/png',
  'image/webp',
]);

/** What is told of a file, whichever part of it is sent. */
export function fileHeaders({ name, contentType, sha256, createdAt }: StoredFile): Record<string, string> {
  const isShown = SHOWN.has(contentType);
  return {
    'Content-Type': isShown ? contentType : 'application/octet-stream',
    'Content-Disposition': `${isShown ? 'inline' : 'attachment'}; ${named(name)}`,
    'Content-Security-Policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
    'Accept-Ranges': 'bytes',
    ETag: tagOf({ sha256 }),
    'Last-Modified': createdAt.toUTCString(),
    // It is asked for again each time, since a deleted file is to be gone.
    'Cache-Control': 'private, no-cache',
    Vary: 'Origin, Authorization',
  };
}

export function tagOf({ sha256 }: Pick<StoredFile, 'sha256'>): string {
  return `"${sha256.slice(0, 40)}"`;
}

/** A name in ASCII for all clients, and as it is for those that read RFC 8187. */
function named(name: string): string {
  const plain = name.replaceAll(/[^\w .()-]/g, '_').slice(0, 100) || 'file';
  const encoded = encodeURIComponent(name).replaceAll(/['()*]/g, (each) => `%${each.charCodeAt(0).toString(16)}`);
  return `filename="${plain}"; filename*=UTF-8''${encoded || 'file'}`;
}
