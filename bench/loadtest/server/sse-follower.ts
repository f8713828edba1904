import { createParser } from 'eventsource-parser';
import { z } from 'zod';
import { CallFailure, callFailure } from './call-failure.ts';
import { type Caller, readAnswer } from './caller.ts';
import { type Follower, readReplyEvent, replyRequest } from './follower.ts';

/** Follows each reply by an event stream of its own. */
export function createSseFollower(caller: Caller, key: string | undefined): Follower {
  return {
    async follow(replyId, { after, signal, onEvent }) {
      try {
        const accept = 'text/event-stream';
        const { statusCode, headers, body } = await caller.post(replyRequest(replyId, after), { accept, key, signal });
        if (!String(headers['content-type']).startsWith(accept)) {
          // It is a refusal, whose code is told.
          readAnswer(z.never(), statusCode, await body.text());
        }
        let isComplete = false;
        const parser = createParser({
          onEvent({ event, data }) {
            if (event === 'next') onEvent(readReplyEvent(JSON.parse(data)));
            if (event === 'complete') isComplete = true;
          },
        });
        body.setEncoding('utf8');
        for await (const piece of body) parser.feed(String(piece));
        if (!isComplete) throw new CallFailure('STREAM_BROKEN', 'The event stream ended before it was complete.');
      } catch (error) {
        throw signal.aborted ? signal.reason : callFailure(error);
      }
    },
    close: () => undefined,
  };
}
