import { apiErrorOf } from '../api/api-error.ts';

/**
 * Puts a file to a signed address.
 *
 * @param options.onProgress told which share has gone, from 0 to 1; what fetch doesn't tell
 * @throws {ApiError} why it wasn't taken
 */
export function putFile(
  url: string,
  file: File,
  { onProgress, signal }: { readonly onProgress: (share: number) => void; readonly signal: AbortSignal },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    signal.addEventListener('abort', abort);
    const failed = (message: string) => reject(apiErrorOf(new Error(message)));
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onload = () => (request.status === 201 ? resolve() : failed(reasonIn(request.responseText)));
    request.onerror = () => failed('The connection was lost.');
    request.onabort = () => failed('It was given up.');
    request.onloadend = () => signal.removeEventListener('abort', abort);
    request.open('PUT', url);
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.send(file);
  });
}

/** The message of an answer in the form of GraphQL's errors. */
function reasonIn(text: string): string {
  try {
    const answer: unknown = JSON.parse(text);
    const errors = typeof answer === 'object' && answer !== null && 'errors' in answer ? answer.errors : undefined;
    const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
    if (typeof first === 'object' && first !== null && 'message' in first) return String(first.message);
  } catch {
    // Something in front of the server has answered.
  }
  return 'The server didn’t take the file.';
}
