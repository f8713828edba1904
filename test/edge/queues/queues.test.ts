import type { Browser } from 'playwright-core';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ChatDocument } from '../../../src/generated/graphql.ts';
import { bearer, userOf } from '../../accounts/deletion/users.ts';
import { atEnd } from '../../support/at-end.ts';
import { GraphqlClient } from '../../support/clients/graphql-client.ts';
import { launchBrowser } from '../../support/clients/launch-browser.ts';
import { patientPage } from '../../support/clients/patient-page.ts';
import { startTestServer, type TestServer } from '../../support/lex/start-server.ts';
import { sharedPostgres } from '../../support/servers/shared-postgres.ts';
import { sharedRedis } from '../../support/servers/shared-redis.ts';
import { whyNoPostgres } from '../../support/servers/start-postgres.ts';
import { whyNoRedis } from '../../support/servers/start-redis.ts';

const ADMIN_KEY = 'an-admin-key-of-thirty-two-characters-or-more';
const BOARD = '/admin/queues';
const SECRET = 'the boat is called Tern';

async function onPostgres(): Promise<Record<string, string>> {
  const postgres = await sharedPostgres();
  atEnd(() => postgres.close());
  return { DATABASE_URL: await postgres.createMigratedDatabase() };
}

async function onRedis(): Promise<Record<string, string>> {
  const redis = await sharedRedis();
  atEnd(() => redis.close());
  return { ...(await onPostgres()), REDIS_URL: redis.url };
}

const KINDS = [
  { name: 'in the process', missing: undefined, environment: async () => ({}) },
  { name: 'on PostgreSQL', missing: whyNoPostgres(), environment: onPostgres },
  { name: 'on Redis', missing: whyNoPostgres() ?? whyNoRedis(), environment: onRedis },
];

async function browserOr(skip: (reason: string) => never): Promise<Browser> {
  const browser = await launchBrowser();
  if (typeof browser !== 'string') return browser;
  if (process.env.CI) throw new Error(browser);
  return skip(browser);
}

/** A page in a browser in which the console keeps this key, with all that it asks for and complains of. */
async function openBoard(browser: Browser, url: string, key: string | undefined, language = 'en') {
  const context = await browser.newContext({ locale: language });
  if (key !== undefined) await context.addInitScript((kept) => sessionStorage.setItem('lex.key', kept), key);
  const page = await patientPage(context);
  const asked: string[] = [];
  const problems: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  await page.goto(url);
  return { page, asked, problems };
}

describe.each(KINDS)('the queues $name', ({ missing, environment }) => {
  let lex: TestServer;
  let user: string;
  let jobId: string;
  beforeAll(async () => {
    if (missing !== undefined) return;
    // It takes no job, so that they wait.
    lex = await startTestServer({
      LEX_AUTH: 'keys',
      LEX_ADMIN_KEY: ADMIN_KEY,
      LEX_ROLE: 'serve',
      ...(await environment()),
    });
    user = await userOf(lex, 'Mia');
    const { chat } = await new GraphqlClient(lex.url, bearer(user)).run(ChatDocument, { input: { message: SECRET } });
    jobId = (await lex.database.prisma.job.findFirstOrThrow({ where: { kind: 'REPLY' } })).id;
    expect(chat.reply.state).toBe('PENDING');
  });
  beforeEach(({ skip }) => skip(missing !== undefined, missing));

  const ask = (path: string, key?: string, init: RequestInit = {}) =>
    fetch(`${lex.url}${BOARD}${path}`, { ...init, headers: { ...(key && bearer(key)), ...init.headers } });
  const LIST = '/api/queues?activeQueue=jobs&status=latest&page=1&jobsPerPage=10';

  it('are told to administrators, without anything that a user wrote', async () => {
    const answer = await ask(LIST, ADMIN_KEY);
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
    const text = await answer.text();
    expect(text).not.toContain('Tern');
    const { queues } = JSON.parse(text);
    expect(queues).toMatchObject([
      { name: 'jobs', readOnlyMode: true, counts: { waiting: 1, active: 0, delayed: 0 } },
      { name: 'background', readOnlyMode: true, jobs: [] },
    ]);
    expect(queues[0].jobs).toMatchObject([{ id: jobId, name: 'REPLY', timestamp: expect.any(Number) }]);
    const waiting = await (await ask(LIST.replace('latest', 'waiting'), ADMIN_KEY)).json();
    expect(waiting.queues[0].jobs).toMatchObject([{ id: jobId }]);
    const second = await (await ask(LIST.replace('latest', 'waiting').replace('page=1', 'page=2'), ADMIN_KEY)).json();
    expect(second.queues[0].jobs).toEqual([]);

    const one = await ask(`/api/queues/jobs/${jobId}`, ADMIN_KEY);
    expect(await one.json()).toMatchObject({ job: { id: jobId, name: 'REPLY' }, status: 'waiting' });
    for (const more of ['logs', 'flow']) {
      expect((await ask(`/api/queues/jobs/${jobId}/${more}`, ADMIN_KEY)).status).toBe(200);
    }
    for (const id of ['00000000-0000-4000-8000-000000000000', 'meta', 'events', 'id', `${jobId}:lock`]) {
      expect([id, (await ask(`/api/queues/jobs/${id}`, ADMIN_KEY)).status]).toEqual([id, 404]);
    }
    expect((await ask('/api/queues/none/metrics', ADMIN_KEY)).status).toBe(404);
    expect((await ask('/api/nothing', ADMIN_KEY)).status).toBe(404);
  });

  it('are shown in a browser, which asks nobody else', async ({ skip }) => {
    const { page, asked, problems } = await openBoard(await browserOr(skip), `${lex.url}${BOARD}`, ADMIN_KEY);
    await page.getByRole('link', { name: /^jobs/ }).first().click();
    await page.getByText('REPLY').first().waitFor();
    await page.goto(`${lex.url}${BOARD}/queue/jobs/${jobId}`);
    await page.getByText('REPLY').first().waitFor();
    expect(await page.getByRole('alert').isVisible()).toBe(false);
    expect(asked.filter((address) => !address.startsWith(`${lex.url}/`) && !address.startsWith('data:'))).toEqual([]);
    expect(asked.join()).not.toContain(ADMIN_KEY);
    expect(problems).toEqual([]);
  });
});

describe('the queues', () => {
  let lex: TestServer;
  let user: string;
  beforeAll(async () => {
    lex = await startTestServer({ LEX_AUTH: 'keys', LEX_ADMIN_KEY: ADMIN_KEY });
    user = await userOf(lex, 'Mia');
  });
  const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    fetch(`${lex.url}${BOARD}${path}`, { method, headers });
  const refusal = async (answer: Response) => [answer.status, (await answer.json()).errors[0].extensions.code];

  it('are told to nobody else, and to no page of another site', async () => {
    for (const path of ['/api/queues', '/api/queues/jobs/x', '/api/redis/stats', '/api/nothing']) {
      expect(await refusal(await ask(path))).toEqual([401, 'UNAUTHENTICATED']);
      expect(await refusal(await ask(path, bearer('lex_nobodys')))).toEqual([401, 'UNAUTHENTICATED']);
      expect(await refusal(await ask(path, bearer(user)))).toEqual([403, 'FORBIDDEN']);
    }
    const admin = bearer(ADMIN_KEY);
    expect(await refusal(await ask('/api/queues', { ...admin, origin: 'https://evil.example' }))).toEqual([
      403,
      'FORBIDDEN',
    ]);
    expect(await refusal(await ask('/api/queues', { ...admin, 'sec-fetch-site': 'cross-site' }))).toEqual([
      403,
      'FORBIDDEN',
    ]);
  });

  it('are changed by nobody: what would is refused, whoever asks', async () => {
    const changes: [string, string][] = [
      ['PUT', '/api/queues/pause'],
      ['PUT', '/api/queues/jobs/pause'],
      ['PUT', '/api/queues/jobs/empty'],
      ['PUT', '/api/queues/jobs/obliterate'],
      ['PUT', '/api/queues/jobs/clean/wait'],
      ['PUT', '/api/queues/jobs/x/promote'],
      ['PATCH', '/api/queues/jobs/x/update-data'],
      ['POST', '/api/queues/jobs/add'],
      ['DELETE', '/api/queues/jobs/x'],
    ];
    for (const [method, path] of changes) {
      for (const headers of [{}, bearer(user), bearer(ADMIN_KEY)]) {
        const answer = await ask(path, headers, method);
        expect([path, answer.status, answer.headers.get('allow')]).toEqual([path, 405, 'GET, HEAD']);
      }
    }
  });

  it('are told some hundred at a time at most, and odd questions are refused', async () => {
    const admin = bearer(ADMIN_KEY);
    for (const more of ['jobsPerPage=301', 'jobsPerPage=-1', 'page=0', 'page=x', 'status=odd', 'page=1e99']) {
      const answer = await ask(`/api/queues?activeQueue=jobs&${more}`, admin);
      expect([more, answer.status < 500]).toEqual([more, true]);
    }
    expect((await ask('/api/queues?activeQueue=jobs&jobsPerPage=301', admin)).status).toBe(400);
    expect((await ask('/api/queues?activeQueue=%25E0', admin)).status).toBe(400);
    expect((await ask('/api/queues/%E0/metrics', admin)).status).toBe(400);
    expect((await ask('/api/queues/__proto__/constructor', admin)).status).toBe(404);
    expect((await ask('/api/queues?__proto__=1&constructor=2', admin)).status).toBe(200);
  });

  it('have a page of Lex’s own, which loads nothing from elsewhere, wherever a proxy puts it', async () => {
    for (const [path, base] of [
      ['', 'queues/'],
      ['/', './'],
      ['/queue/jobs', '../'],
      ['/queue/jobs/x', '../../'],
    ] as const) {
      const answer = await ask(path);
      const html = await answer.text();
      expect(answer.status).toBe(200);
      expect(html).toContain(`<base href="${base}">`);
      expect(html.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:/);
      const policy = answer.headers.get('content-security-policy');
      expect(policy).toContain("default-src 'none'; script-src 'self';");
      const files = [...html.matchAll(/(?:src|href)="(static\/[^"]+)"/g)].map(([, file = '']) => file);
      expect(files.length).toBeGreaterThan(3);
      for (const file of files) expect((await ask(`/${file}`)).status).toBe(200);
    }
    for (const path of ['/index.ejs', '/static/', '/static/..%2findex.ejs', '/nothing', '/queue/', '/queue/a/b/c']) {
      expect([path, (await ask(path)).status]).toEqual([path, 404]);
    }
  });

  it('say in a browser why they are not shown, in the language of the console', async ({ skip }) => {
    const browser = await browserOr(skip);
    const { page } = await openBoard(browser, `${lex.url}${BOARD}`, undefined);
    await page.getByText('You are not signed in.').waitFor();
    const { page: other } = await openBoard(browser, `${lex.url}${BOARD}`, user, 'de');
    await other.getByText('Diese Seite ist für Administratoren.').waitFor();
  });

  it('are reached from the console’s list of jobs', async ({ skip }) => {
    const { page } = await openBoard(await browserOr(skip), `${lex.url}/#/admin/jobs`, ADMIN_KEY);
    await page.getByRole('link', { name: 'The queues' }).click();
    await page
      .getByRole('link', { name: /^background/ })
      .first()
      .waitFor();
  });
});

describe('with LEX_ADMIN_QUEUES=false', () => {
  it('nothing is there, and the console says so', async () => {
    const lex = await startTestServer({ LEX_ADMIN_QUEUES: 'false' });
    for (const path of ['', '/', '/api/queues', '/static/images/logo.svg']) {
      expect((await fetch(`${lex.url}${BOARD}${path}`)).status).toBe(404);
    }
    expect(await (await fetch(`${lex.url}/console/settings.json`)).json()).toMatchObject({ adminQueues: false });
  });
});

describe('where nobody is asked', () => {
  it('the queues are the one user’s to see, and no other site’s', async () => {
    const lex = await startTestServer();
    expect((await fetch(`${lex.url}${BOARD}/api/queues`)).status).toBe(200);
    const headers = { origin: 'https://evil.example' };
    expect((await fetch(`${lex.url}${BOARD}/api/queues`, { headers })).status).toBe(403);
  });
});
