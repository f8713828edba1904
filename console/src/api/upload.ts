import type { AttachedFile } from '../attachments/attached-file.ts';
import { ApiError, apiErrorOf, errorOfServer } from './api-error.ts';
import type { Credential } from './credential.ts';

/** How long a file may take to arrive, in milliseconds. */
const UPLOAD_WITHIN_MS = 300_000;

/** Sends a file that a message is to have. It is known by the id that this gives. */
export type Upload = (file: File, signal: AbortSignal) => Promise<AttachedFile>;

export function createUpload(credential: Credential): Upload {
  return async (file, signal) => {
    const authorization = await credential.current();
    try {
      const response = await fetch(`/attachments?name=${encodeURIComponent(file.name)}`, {
        method: 'POST',
        body: file,
        headers: {
          'content-type': 'application/octet-stream',
          ...(authorization !== undefined && { authorization }),
        },
        signal: AbortSignal.any([signal, AbortSignal.timeout(UPLOAD_WITHIN_MS)]),
      });
      const answer: unknown = await response.json();
      if (response.ok && isAttachedFile(answer)) return answer;
      throw errorIn(answer);
    } catch (error) {
      // `fetch` throws a TypeError when nothing came of an answer.
      throw error instanceof TypeError ? new ApiError('UNREACHABLE', error.message) : apiErrorOf(error);
    }
  };
}

function isAttachedFile(value: unknown): value is AttachedFile {
  return typeof value === 'object' && value !== null && 'id' in value && 'url' in value;
}

function errorIn(answer: unknown): ApiError {
  const errors = typeof answer === 'object' && answer !== null && 'errors' in answer ? answer.errors : undefined;
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
  const isError = typeof first === 'object' && first !== null && 'message' in first;
  if (!isError || typeof first.message !== 'string') return new ApiError('UNEXPECTED', 'The answer was no answer.');
  const extensions = 'extensions' in first && isFields(first.extensions) ? first.extensions : undefined;
  return errorOfServer({ message: first.message, extensions });
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
