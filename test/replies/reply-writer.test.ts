import { expect, it } from 'vitest';
import type { ReplyLog } from '../../src/chat/reply-log.ts';
import { ReplyWriter } from '../../src/chat/reply-writer.ts';
import { LocalEventBus } from '../../src/events/local-event-bus.ts';

it('knows what the log has taken, however its last write fails', async () => {
  const taken: string[] = [];
  const log: Pick<ReplyLog, 'append'> = {
    async append(_, __, text) {
      if (text.includes('three')) throw new Error('no answer');
      taken.push(text);
    },
  };
  const writer = new ReplyWriter(log, new LocalEventBus(), 'reply', 1);
  writer.write('one ');
  writer.write('two ');
  await writer.flush();
  expect(writer.written).toBe('one two ');
  writer.write('three');
  await expect(writer.flush()).rejects.toThrow('no answer');
  expect(writer.written).toBe(taken.join(''));
  expect(writer.length).toBe(13);
});
