import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { encodeGlobalId, VIEWER_ID_TYPE } from '../../src/global-id.ts';
import { ask, bearer, idOf, userOf } from '../accounts/deletion/users.ts';
import { startTestServer, type TestServer } from '../support/lex/start-server.ts';

const ADMIN_KEY = 'an-administrators-key-of-more-than-32-characters';
const FIELDS = `jobId userId userName kind state step attempts attemptLimit failure error errorCode cause
  createdAt startedAt finishedAt`;
const LIST = `query ($first: Int, $after: String, $userId: ID, $kind: JobKind, $state: JobState, $failure: JobFailure) {
  userJobs(first: $first, after: $after, userId: $userId, kind: $kind, state: $state, failure: $failure) {
    totalCount pageInfo { endCursor hasNextPage } edges { node { ${FIELDS} } } } }`;
const RETRY = `mutation ($id: ID!) { retryUserJob(id: $id) { ${FIELDS} } }`;
const AUDIT = '{ auditLog(first: 100) { edges { node { action actorName targetName details } } } }';

interface Listed {
  readonly jobId: string;
  readonly kind: string;
  readonly state: string;
}
interface Jobs {
  readonly userJobs: {
    readonly totalCount: number;
    readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
    readonly edges: readonly { readonly node: Listed }[];
  };
}
interface Audit {
  readonly auditLog: { readonly edges: readonly { readonly node: { readonly action: string } }[] };
}

let lex: TestServer;
let mia: string;
let miaId: string;
beforeAll(async () => {
  lex = await startTestServer({ LEX_AUTH: 'keys', LEX_ADMIN_KEY: ADMIN_KEY });
  mia = await userOf(lex, 'Mia');
  miaId = await idOf(lex, mia);
});
beforeEach(() => lex.database.prisma.job.deleteMany({}));

const list = async (variables: object = {}) => (await ask<Jobs>(lex, ADMIN_KEY, LIST, variables)).userJobs;
const listed = async (variables: object = {}) => (await list(variables)).edges.map(({ node }) => node);
const entriesOf = async (action: string) =>
  (await ask<Audit>(lex, ADMIN_KEY, AUDIT)).auditLog.edges.map(({ node }) => node).filter((e) => e.action === action);
const codeOf = async (key: string, query: string, variables: Record<string, unknown> = {}) =>
  (await lex.client.answer(query, variables, bearer(key))).errors?.[0]?.extensions?.code;

/** A row of a job that failed. @returns its global id */
async function failedJob(ownerId: string, values: object = {}): Promise<string> {
  const id = randomUUID();
  const row = { id, ownerId, kind: 'CHECK_MEMORY', state: 'FAILED', input: {}, attempts: 3 } as const;
  await lex.database.prisma.job.create({
    data: { ...row, failure: 'PROCESSES_DIED', error: 'It was begun 3 times.', result: 'what she wrote', ...values },
  });
  return encodeGlobalId('Job', id);
}

describe('the jobs of all users', () => {
  it('are listed newest first, page by page, with why they failed and whose they are', async () => {
    const { id: localId } = lex.server.app.viewer;
    const older = await failedJob(miaId, { failure: 'ATTEMPTS_FAILED', cause: 'TypeError, from DatabaseError 22P05' });
    const newer = await failedJob(localId);
    const { totalCount, pageInfo, edges } = await list({ first: 1 });
    expect({ totalCount, more: pageInfo.hasNextPage }).toEqual({ totalCount: 2, more: true });
    expect(edges).toMatchObject([{ node: { jobId: newer, failure: 'PROCESSES_DIED', cause: null, attempts: 3 } }]);
    const next = await listed({ first: 1, after: pageInfo.endCursor });
    expect(next).toMatchObject([
      {
        jobId: older,
        userId: encodeGlobalId(VIEWER_ID_TYPE, miaId),
        userName: 'Mia',
        error: 'It was begun 3 times.',
        failure: 'ATTEMPTS_FAILED',
        cause: 'TypeError, from DatabaseError 22P05',
      },
    ]);
    expect(await entriesOf('JOBS_LISTED')).not.toEqual([]);
  });

  it('are found by owner, kind, state and failure, those of a kind that only the database knows too', async () => {
    await lex.database.pool.query(`ALTER TYPE "JobKind" ADD VALUE IF NOT EXISTS 'FROM_TOMORROW'`);
    const died = await failedJob(miaId);
    const refused = await failedJob(miaId, { kind: 'REPLY', failure: 'REFUSED' });
    const done = await failedJob(lex.server.app.viewer.id, { state: 'COMPLETED', failure: null, error: null });
    const { rows } = await lex.database.pool.query(
      `INSERT INTO "Job" ("id", "ownerId", "kind", "input") VALUES (gen_random_uuid(), $1, 'FROM_TOMORROW', '{}')
       RETURNING "id"`,
      [miaId],
    );
    const unknown = encodeGlobalId('Job', String(rows[0]?.id));
    const ids = async (variables: object) => (await listed(variables)).map(({ jobId }) => jobId);
    expect(await ids({ userId: encodeGlobalId(VIEWER_ID_TYPE, miaId) })).toEqual([unknown, refused, died]);
    expect(await ids({ kind: 'REPLY' })).toEqual([refused]);
    expect(await ids({ state: 'COMPLETED' })).toEqual([done]);
    expect(await ids({ state: 'FAILED', failure: 'PROCESSES_DIED' })).toEqual([died]);
    expect(await listed({ kind: 'OTHER' })).toMatchObject([{ jobId: unknown, kind: 'OTHER', state: 'WAITING' }]);
    // Its owner sees it under the same name, and ends it.
    expect(await ask(lex, mia, 'query ($id: ID!) { job(id: $id) { kind state } }', { id: unknown })).toEqual({
      job: { kind: 'OTHER', state: 'WAITING' },
    });
    expect(await ask(lex, mia, 'mutation ($id: ID!) { cancelJob(id: $id) { state } }', { id: unknown })).toEqual({
      cancelJob: { state: 'CANCELLED' },
    });
    expect(await codeOf(ADMIN_KEY, RETRY, { id: unknown })).toBe('CONFLICT');
  });

  it('are run once more by hand: of several calls one does it, which is written down', async () => {
    const id = await failedJob(miaId);
    const answers = await Promise.all([1, 2, 3].map(() => lex.client.answer(RETRY, { id }, bearer(ADMIN_KEY))));
    const codes = answers.map(({ errors }) => errors?.[0]?.extensions?.code);
    expect(codes.toSorted()).toEqual(['CONFLICT', 'CONFLICT', undefined]);
    await vi.waitFor(async () =>
      expect(await listed()).toMatchObject([
        { jobId: id, state: 'COMPLETED', attempts: 4, failure: null, cause: null, error: null },
      ]),
    );
    expect(await entriesOf('JOB_RETRIED')).toEqual([
      {
        action: 'JOB_RETRIED',
        actorName: 'admin',
        targetName: 'Mia',
        details: { job: expect.any(String), kind: 'CHECK_MEMORY' },
      },
    ]);
    expect(await codeOf(ADMIN_KEY, RETRY, { id })).toBe('CONFLICT');
    expect(await codeOf(ADMIN_KEY, RETRY, { id: encodeGlobalId('Job', randomUUID()) })).toBe('NOT_FOUND');
    expect(await codeOf(ADMIN_KEY, RETRY, { id: 'x' })).toBe('BAD_USER_INPUT');
    expect(await entriesOf('JOB_RETRIED')).toHaveLength(1);
  });

  it('and the upkeep of the server are for administrators alone', async () => {
    const id = await failedJob(miaId);
    for (const query of [LIST, RETRY, '{ schedules { name } }']) {
      expect(await codeOf(mia, query, query === RETRY ? { id } : {})).toBe('FORBIDDEN');
    }
    expect(await listed()).toMatchObject([{ state: 'FAILED' }]);
  });
});

it('what the server repeats is listed with its last run and its next', async () => {
  interface Schedule {
    readonly name: string;
    readonly everyMs: number;
    readonly lastRun: { readonly startedAt: string; readonly tookMs: number; readonly problem: string | null } | null;
    readonly nextRunAt: string;
  }
  const QUERY = '{ schedules { name does everyMs isRunning lastRun { startedAt tookMs problem } nextRunAt } }';
  const read = async () => (await ask<{ schedules: readonly Schedule[] }>(lex, ADMIN_KEY, QUERY)).schedules;
  const named = async (name: string) => (await read()).find((each) => each.name === name);
  expect((await read()).map(({ name }) => name)).toEqual([
    'audit log',
    'database',
    'documents that left',
    'expired memories',
    'files',
    'job counts',
    'job counts compared',
    'job sweep',
    'old jobs',
    'partitions of memory',
    'reply logs',
    'token settlement',
    'words of messages',
  ]);
  await vi.waitFor(async () => expect(await named('job sweep')).toMatchObject({ lastRun: { problem: null } }));
  const before = Date.now();
  const sweep = await named('job sweep');
  expect(Date.parse(sweep?.nextRunAt ?? '')).toBeGreaterThan(before);
  expect(Date.parse(sweep?.nextRunAt ?? '')).toBeLessThanOrEqual(Date.now() + (sweep?.everyMs ?? 0));
  // One that fails says how, and not with what words.
  await lex.database.pool.query('ALTER TABLE "Job" RENAME TO "Gone"');
  try {
    await vi.waitFor(async () => expect((await named('job sweep'))?.lastRun?.problem).toMatch(/^[\w, ]+$/));
  } finally {
    await lex.database.pool.query('ALTER TABLE "Gone" RENAME TO "Job"');
  }
});
