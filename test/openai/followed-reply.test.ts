import { describe, expect, it } from 'vitest';
import type { ReplyEvent } from '../../src/chat/replies/stream/reply-event.ts';
import { followReply } from '../../src/openai/completions/followed-reply.ts';
import { streamingMessage } from '../support/streaming-message.ts';

const cursor = '1-0';
const write = (text: string): ReplyEvent => ({ kind: 'DELTA', cursor, text });
const AGAIN: ReplyEvent = { kind: 'RESTARTED', cursor };
const END: ReplyEvent = {
  kind: 'COMPLETED',
  cursor,
  message: { ...streamingMessage('a'), finishReason: 'LENGTH', inputTokens: 3, outputTokens: 4 },
};

/** The words of a reply as a stream tells them, and what it ended with. */
async function followed(...events: readonly ReplyEvent[]): Promise<readonly unknown[]> {
  const given: unknown[] = [];
  let ended = 0;
  async function* come() {
    yield* events;
  }
  try {
    const limit = {
      end() {
        ended += 1;
      },
    };
    for await (const step of followReply(come(), limit)) given.push(step.kind === 'text' ? step.text : step);
  } catch (error) {
    given.push(error);
  }
  expect(ended).toBe(1);
  return given;
}

describe('a reply that is followed', () => {
  const end = { kind: 'end', finishReason: 'LENGTH', inputTokens: 3, outputTokens: 4 };

  it('has each word once, though a second attempt writes it again', async () => {
    expect(await followed(write('One '), write('two '), END)).toEqual(['One ', 'two ', end]);
    const again = [write('One '), write('two '), AGAIN, write('On'), AGAIN, write('One'), write(' two three.'), END];
    expect(await followed(...again)).toEqual(['One ', 'two ', 'three.', end]);
  });

  it('ends when a second attempt writes something else, or less: what was sent can not be taken back', async () => {
    const anew = expect.objectContaining({ code: 'UNAVAILABLE', message: expect.stringContaining('anew') });
    expect(await followed(write('One '), AGAIN, write('Two '), END)).toEqual(['One ', anew]);
    expect(await followed(write('One '), AGAIN, write('One'), END)).toEqual(['One ', anew]);
  });

  it('tells why it has failed, and that it goes on when its stream ends before it', async () => {
    const message = { ...streamingMessage('a'), error: 'No tokens left.', errorCode: 'BUDGET_EXCEEDED' };
    const spent = expect.objectContaining({ code: 'BUDGET_EXCEEDED', message: 'No tokens left.' });
    expect(await followed({ kind: 'FAILED', cursor, message })).toEqual([spent]);
    const goesOn = expect.objectContaining({ message: expect.stringContaining('goes on') });
    expect(await followed(write('One '))).toEqual(['One ', goesOn]);
  });
});
