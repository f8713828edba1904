import { z } from 'zod';
import { decodeGlobalId } from '../../../src/global-id.ts';
import type { SeenStream } from '../users/user.ts';
import type { StoredEvidence } from './evidence.ts';
import { isKnownFailure } from './known-failure.ts';

const reply = z.object({
  id: z.string(),
  state: z.string(),
  content: z.string(),
  reasoning: z.string().nullable(),
  error: z.string().nullable(),
  errorCode: z.string().nullable(),
});

const ENDED: ReadonlySet<string> = new Set(['COMPLETED', 'FAILED', 'STOPPED']);

/** Each reply has ended, and whoever followed one saw each of its words once, and what is stored. */
export async function checkReplies({ users, report, rows }: StoredEvidence): Promise<void> {
  const all = await rows(
    reply,
    `SELECT "id", "state"::text, "content", "reasoning", "error", "errorCode"
     FROM "Message" WHERE "role" = 'ASSISTANT'`,
  );
  const byId = new Map(all.map((each) => [each.id, each]));
  for (const each of all) {
    report.check('each reply has ended', ENDED.has(each.state), () => JSON.stringify(each));
    if (each.errorCode !== null) report.count(`replies that failed with ${each.errorCode}`);
    report.check('no reply failed with an unknown error', isKnownFailure(each), () => JSON.stringify(each));
  }
  for (const { name, streams } of users) {
    for (const stream of streams) {
      const told = () => `${name}, ${stream.replyId} over ${stream.over}: ${JSON.stringify(stream.events)}`;
      const read = readStream(stream);
      report.check(
        'each stream is gapless and without repeats',
        read.fault === undefined,
        () => `${read.fault}; ${told()}`,
      );
      const row = byId.get(decodeGlobalId(stream.replyId).id);
      const isSame = row?.content === read.text && (row.reasoning ?? '') === read.reasoning && row.state === read.end;
      report.check('each stream is what is stored', isSame, () => `${JSON.stringify(row)}; ${told()}`);
    }
  }
}

/** What a client has of a reply, and where its stream went wrong, if it did. */
interface ReadStream {
  readonly text: string;
  readonly reasoning: string;
  readonly end: string | undefined;
  readonly fault: string | undefined;
}

/** Reads events as a client does, and holds their cursors against the words that they bring. */
export function readStream({ events }: SeenStream): ReadStream {
  let [text, reasoning] = ['', ''];
  let place: { readonly attempt: number; readonly position: number } | undefined;
  const fault = (what: string): ReadStream => ({ text, reasoning, end: events.at(-1)?.kind, fault: what });
  for (const [number, event] of events.entries()) {
    const [attempt = Number.NaN, position = Number.NaN] = event.cursor.split('-').map(Number);
    if (event.kind === 'RESTARTED') {
      if (place && attempt <= place.attempt) return fault(`event ${number} begins attempt ${attempt} again`);
      [text, reasoning] = ['', ''];
      place = { attempt, position: 0 };
    } else if (event.kind === 'DELTA' || event.kind === 'REASONING') {
      const words = event.text ?? event.reasoning ?? '';
      place ??= { attempt, position: 0 };
      if (attempt !== place.attempt) return fault(`event ${number} is of another attempt`);
      if (position !== place.position + words.length) return fault(`event ${number} doesn't follow the one before`);
      if (event.kind === 'DELTA') text += words;
      else reasoning += words;
      place = { attempt, position };
    } else if (number !== events.length - 1) {
      return fault(`event ${number} is an end, and others follow`);
    }
  }
  return { text, reasoning, end: events.at(-1)?.kind, fault: undefined };
}
