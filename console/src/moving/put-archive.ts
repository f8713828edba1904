import { ApiError, codeOf } from '../api/api-error.ts';

/**
 * Puts a file to an address of the server.
 *
 * @param onProgress told which part of it is there, 0 to 1
 * @returns the id of the job that takes it over
 * @throws {ApiError}
 */
export function putArchive(url: string, file: File, onProgress: (part: number) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    // `fetch` doesn't tell how far an upload is.
    const request = new XMLHttpRequest();
    request.open('PUT', url);
    request.responseType = 'json';
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(loaded / Math.max(1, total)));
    request.addEventListener('error', () => reject(new ApiError('UNREACHABLE', 'The upload broke off.')));
    request.addEventListener('load', () => {
      const answer: unknown = request.response;
      const jobId = request.status === 201 ? memberOf(answer, 'jobId') : undefined;
      if (typeof jobId === 'string') resolve(jobId);
      else reject(errorIn(answer));
    });
    request.send(file);
  });
}

function errorIn(answer: unknown): ApiError {
  const errors = memberOf(answer, 'errors');
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
  const message = memberOf(first, 'message');
  const text = typeof message === 'string' ? message : 'The server did not take it.';
  return new ApiError(codeOf(memberOf(memberOf(first, 'extensions'), 'code')), text);
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
