import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ApiKeysDocument, CreateApiKeyDocument } from '../../../src/generated/graphql.ts';
import { GraphqlClient } from '../../support/clients/graphql-client.ts';
import { startTestServer, type TestServer } from '../../support/lex/start-server.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { reportOf, runLoad } from './run-loadtest.ts';

const ADMIN_KEY = 'the-key-of-the-administrator-of-these-tests';
/** On a busy machine, too. */
const PATIENT = '--request-timeout 10m --reply-timeout 10m';
/** For a moment, in which each user says or asks something at least. */
const SHORT = `--users 6 --duration 500ms --ramp-up 0 --pause 10ms-20ms --turns 2 --repeats 50% --seed 0 ${PATIENT}`;

describe('a load test of a whole server', () => {
  let lex: TestServer;
  let admin: GraphqlClient;
  beforeAll(async () => {
    lex = await startTestServer({ LEX_AUTH: 'keys', LEX_ADMIN_KEY: ADMIN_KEY, LEX_RATE_CHATS: '100000' });
    admin = new GraphqlClient(lex.url, { authorization: `Bearer ${ADMIN_KEY}` });
  });

  it('follows replies over WebSockets, with keys that it makes and ends', async () => {
    const run = await reportOf(`${SHORT} --admin-key ${ADMIN_KEY} --max-reply 1h --max-error-rate 0 --url ${lex.url}`);
    const { report } = run;
    expect(report.correctness.counts).toEqual([]);
    expect(report.errors).toEqual({ chat: [], status: [] });
    expect(report.load).toMatchObject({ users: 6, keys: 6, transport: 'websocket', seed: 0 });
    const { chat, status } = report.steps;
    expect(chat.done).toBeGreaterThanOrEqual(5);
    expect(chat.done).toBe(chat.begun);
    expect(report.measured.ack.count).toBe(chat.done);
    expect(report.measured.reply.count).toBe(chat.done);
    expect(report.measured['first-delta'].count).toBe(chat.done);
    expect(report.measured.status.count).toBe(status.done);
    expect(report.correctness.checkedConversations).toBeGreaterThanOrEqual(5);
    expect(report.points.length).toBeGreaterThan(0);
    expect(run.code).toBe(0);
    const { viewer } = await admin.run(ApiKeysDocument, {});
    expect(viewer.apiKeys.filter(({ name }) => name.startsWith('load test'))).toHaveLength(6);
    expect(viewer.apiKeys.filter(({ revokedAt }) => revokedAt === null)).toEqual([]);
  });

  it('and over event streams, with keys of a file, at a rate', async () => {
    const { createApiKey } = await admin.run(CreateApiKeyDocument, { name: 'of a file' });
    const file = join(await temporaryDirectory(), 'keys');
    await writeFile(file, `# keys\n\n${createApiKey.secret}\n${ADMIN_KEY}\n`);
    const line = '--users 6 --rate 20 --duration 500ms --ramp-up 0 --turns 2 --repeats 50% --seed 0 --transport sse';
    const run = await reportOf(`${line} ${PATIENT} --keys-file ${file} --max-ack 0.001 --url ${lex.url}`);
    expect(run.report.correctness.counts).toEqual([]);
    expect(run.report.errors).toEqual({ chat: [], status: [] });
    expect(run.report.load).toMatchObject({ rate: 20, keys: 2 });
    expect(run.report.measured.reply.count).toBe(run.report.steps.chat.done);
    expect(run.report.steps.chat.done).toBeGreaterThan(0);
    expect(run.report.thresholds).toEqual([expect.objectContaining({ name: 'max-ack', most: 0.001, isKept: false })]);
    expect(run.stdout).not.toContain(createApiKey.secret);
    expect(run.code).toBe(99);
  });

  it('or not at all', async () => {
    const { report, code } = await reportOf(`${SHORT} --key ${ADMIN_KEY} --transport http --url ${lex.url}`);
    expect(report.correctness.counts).toEqual([]);
    expect(report.measured.ack.count).toBe(report.steps.chat.done);
    expect(report.measured.reply.count).toBe(0);
    expect(code).toBe(0);
  });

  it("doesn't run without a key where one is needed", async () => {
    const { code, stderr } = await runLoad(`${SHORT} --url ${lex.url}`);
    expect(code).toBe(1);
    expect(stderr).toContain('UNAUTHENTICATED');
  });
});
