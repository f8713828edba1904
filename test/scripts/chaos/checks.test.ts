import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { checkBudgets } from '../../../scripts/chaos/checks/budgets.ts';
import type { StoredEvidence } from '../../../scripts/chaos/checks/evidence.ts';
import { checkIsolation } from '../../../scripts/chaos/checks/isolation.ts';
import { checkMessages } from '../../../scripts/chaos/checks/messages.ts';
import { checkReplies } from '../../../scripts/chaos/checks/replies.ts';
import { Report } from '../../../scripts/chaos/report.ts';
import type { User } from '../../../scripts/chaos/users/user.ts';
import { encodeGlobalId } from '../../../src/global-id.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

type Check = (evidence: StoredEvidence) => Promise<void>;

const ids = {
  mia: '00000000-0000-4000-8000-000000000001',
  noah: '00000000-0000-4000-8000-000000000002',
  message: '00000000-0000-4000-8000-000000000003',
  reply: '00000000-0000-4000-8000-000000000004',
  job: '00000000-0000-4000-8000-000000000005',
  other: '00000000-0000-4000-8000-000000000006',
};

/** Mia, who was told that a message is stored, and has followed its reply. */
function mia(): User {
  const replyId = encodeGlobalId('Message', ids.reply);
  const event = { reasoning: null, message: null };
  return {
    name: 'mia',
    mark: 'markmmmmmmmm',
    key: '',
    id: encodeGlobalId('User', ids.mia),
    dailyTokenLimit: 100,
    isAdmin: false,
    sent: [
      {
        text: 'markmmmmmmmm says 0',
        idempotencyKey: 'key',
        conversationId: encodeGlobalId('Conversation', ids.other),
        messageId: encodeGlobalId('Message', ids.message),
        replyId,
        jobId: encodeGlobalId('Job', ids.job),
      },
    ],
    streams: [
      {
        replyId,
        over: 'sse',
        events: [
          { ...event, kind: 'DELTA', cursor: '1-2', text: 'An' },
          { ...event, kind: 'COMPLETED', cursor: '1-3', text: null },
        ],
      },
    ],
    memories: new Map(),
    forgotten: new Set(),
    jobs: new Set(),
    toldOf: new Set([encodeGlobalId('Job', ids.job)]),
  };
}

/** Runs a check on what the database answers to its statements, one after the other. */
async function failuresOf(check: Check, ...answers: readonly (readonly object[])[]): Promise<number> {
  const report = new Report(join(await temporaryDirectory(), 'events.log'));
  const left = [...answers];
  const rows: StoredEvidence['rows'] = async (schema) => z.array(schema).parse(left.shift() ?? []);
  await check({ users: [mia()], report, rows });
  const [, violations = '0'] = /(\d+) violations/.exec(report.text()) ?? [];
  return Number(violations);
}

const question = { id: ids.message, content: 'markmmmmmmmm says 0', replies: [ids.reply] };
const reply = { id: ids.reply, state: 'COMPLETED', content: 'An', reasoning: null, error: null, errorCode: null };
const day = { owner: ids.mia, day: '2026-11-27', gone: '90', used: '60', reserved: '30' };
const text = { owner: ids.mia, text: 'markmmmmmmmm says 0' };
const job = { id: ids.job, owner: ids.mia };

describe('after a run', () => {
  it.each<[string, Check, readonly (readonly object[])[]]>([
    ['messages', checkMessages, [[question]]],
    ['replies', checkReplies, [[reply]]],
    ['budgets', checkBudgets, [[day]]],
    ['what is whose', checkIsolation, [[text], [job]]],
  ])('%s that are as they must be are right', async (_, check, answers) => {
    expect(await failuresOf(check, ...answers)).toBe(0);
  });

  it.each<[string, Check, readonly (readonly object[])[]]>([
    ['a message that is lost', checkMessages, [[]]],
    ['a message that is there twice', checkMessages, [[question, { ...question, id: ids.other, replies: [] }]]],
    ['a message with two replies', checkMessages, [[{ ...question, replies: [ids.reply, ids.other] }]]],
    ['a message with another reply', checkMessages, [[{ ...question, replies: [ids.other] }]]],
    ['a reply that has not ended', checkReplies, [[{ ...reply, state: 'STREAMING' }]]],
    ['a reply that is not what was streamed', checkReplies, [[{ ...reply, content: 'An ox' }]]],
    ['a reply that ended otherwise than it was told', checkReplies, [[{ ...reply, state: 'STOPPED' }]]],
    ['an unforeseen failure', checkReplies, [[{ ...reply, errorCode: 'INTERNAL_SERVER_ERROR' }]]],
    ['tokens that don’t add up', checkBudgets, [[{ ...day, used: '61' }]]],
    ['too many tokens', checkBudgets, [[{ ...day, gone: '101', used: '71' }]]],
    ['another’s words', checkIsolation, [[{ ...text, text: 'marknnnnnnnn' }], [job]]],
    ['another’s job that was told of', checkIsolation, [[text], [{ ...job, owner: ids.noah }]]],
  ])('%s is found', async (_, check, answers) => {
    expect(await failuresOf(check, ...answers)).toBeGreaterThan(0);
  });
});
