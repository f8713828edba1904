import type { ServerResponse } from 'node:http';
import { writeAnswer, writeFreshAnswer } from '../http/writing/write-answer.ts';

const JSON_TYPE = ['Content-Type', 'application/json; charset=utf-8'];

/** Answers with JSON that no cache may store, compressed if the client takes that. */
export function writeJson(response: ServerResponse, headers: readonly string[], body: object): void | Promise<void> {
  return writeFreshAnswer(response, headers, { status: 200, headers: JSON_TYPE, body: JSON.stringify(body) });
}

/** The same for a refusal, as it is. */
export function refuseWithJson(
  response: ServerResponse,
  headers: readonly string[],
  status: number,
  body: object,
): void {
  const own = [...JSON_TYPE, 'Cache-Control', 'no-store'];
  writeAnswer(response, headers, { status, headers: own, body: JSON.stringify(body) });
}
