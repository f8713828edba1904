import { useEffect, useRef, useState } from 'react';
import { type ApiError, apiErrorOf } from '../api/api-error.ts';
import { newKey } from '../chat/sending.ts';
import { useApi } from '../session/session.ts';
import type { AttachedFile } from './attached-file.ts';

/** A file on its way into a message. */
export type PendingFile = { readonly key: string; readonly name: string } & (
  | { readonly state: 'uploading' }
  | { readonly state: 'ready'; readonly file: AttachedFile }
  | { readonly state: 'failed'; readonly error: ApiError }
);

export interface Attachments {
  readonly pending: readonly PendingFile[];
  /** Whether all of them may be sent. */
  readonly isReady: boolean;
  /** Uploads files: they are there before their message is sent. */
  add(files: Iterable<File>): void;
  /** Takes those that were uploaded before. */
  take(files: readonly AttachedFile[]): void;
  remove(key: string): void;
  /** @returns those that are ready, all of which are gone from here */
  release(): readonly AttachedFile[];
}

/** The files of the message that is being written. What was uploaded and isn't sent, the server forgets after a day. */
export function useAttachments(): Attachments {
  const api = useApi();
  const [pending, setPending] = useState<readonly PendingFile[]>([]);
  const uploads = useRef(new Map<string, AbortController>());
  useEffect(() => {
    const { current } = uploads;
    return () => {
      for (const upload of current.values()) upload.abort();
    };
  }, []);

  const settle = (settled: PendingFile) =>
    setPending((before) => before.map((each) => (each.key === settled.key ? settled : each)));
  const upload = async (key: string, file: File) => {
    const ending = new AbortController();
    uploads.current.set(key, ending);
    try {
      settle({ key, name: file.name, state: 'ready', file: await api.upload(file, ending.signal) });
    } catch (cause) {
      if (!ending.signal.aborted) settle({ key, name: file.name, state: 'failed', error: apiErrorOf(cause) });
    } finally {
      uploads.current.delete(key);
    }
  };

  return {
    pending,
    isReady: pending.every(({ state }) => state === 'ready'),
    add(files) {
      const added = [...files].map((file) => ({ key: newKey(), file }));
      const shown = added.map(({ key, file: { name } }) => ({ key, name, state: 'uploading' as const }));
      setPending((before) => [...before, ...shown]);
      for (const { key, file } of added) void upload(key, file);
    },
    take(files) {
      const taken = files.map((file) => ({ key: newKey(), name: file.name, state: 'ready' as const, file }));
      setPending((before) => [...before, ...taken]);
    },
    remove(key) {
      uploads.current.get(key)?.abort();
      setPending((before) => before.filter((each) => each.key !== key));
    },
    release() {
      setPending([]);
      return pending.flatMap((each) => (each.state === 'ready' ? [each.file] : []));
    },
  };
}
