import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { MACHINE } from '../../src/accounts/audit/audit-entry.ts';
import { createAuditStore } from '../../src/accounts/audit/audit-store.ts';
import { createUserStore } from '../../src/accounts/users/user-store.ts';
import { Closing } from '../../src/closing.ts';
import type { Database } from '../../src/database/database.ts';
import { openDatabase } from '../../src/database/open-database.ts';
import { createSchedules } from '../../src/time/schedules.ts';
import { type BudgetService, createBudgetService, MARGIN } from '../../src/usage/budget-service.ts';
import { createTokenBudgetStore, type DailyLimits } from '../../src/usage/token-budget-store.ts';
import { atEnd } from '../support/at-end.ts';
import { packageRoot } from '../support/lex/cluster-template.ts';
import { sharedPostgres } from '../support/servers/shared-postgres.ts';
import { whyNoPostgres } from '../support/servers/start-postgres.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const log = pino({ level: 'silent' });
const MODEL = { provider: 'compatible', name: 'fake' } as const;
const PROMPT = 20;

/** Opens two pools on one database, as two processes have them. */
async function openTwo(): Promise<[Database, Database]> {
  const postgres = await sharedPostgres();
  atEnd(() => postgres.close());
  const databaseUrl = await postgres.createMigratedDatabase();
  const open = async () => {
    const opened = new Closing();
    const settings = {
      dataDir: await temporaryDirectory(atEnd),
      databaseUrl,
      redisUrl: 'redis://none',
      databasePoolSize: 15,
    };
    const { database } = await openDatabase(settings, { packageRoot, log, onLost: () => undefined }, opened);
    atEnd(() => opened.close());
    return database;
  };
  return [await open(), await open()];
}

function budgetsOf(database: Database, limits: DailyLimits): BudgetService {
  const budgets = createBudgetService({
    store: createTokenBudgetStore(database),
    limits,
    leaseMs: 60_000,
    schedules: createSchedules(),
    log,
  });
  onTestFinished(() => budgets.close());
  return budgets;
}

const usersOf = (database: Database) => createUserStore(database, createAuditStore(database, { days: 90 }));

async function newUser({ prisma }: Database): Promise<string> {
  return (await prisma.user.create({ data: { id: randomUUID(), name: 'Somebody' } })).id;
}

async function gone({ pool }: Database, ownerId: string): Promise<number> {
  const { rows } = await pool.query<{ gone: string }>('SELECT "gone" FROM "TokenDay" WHERE "ownerId" = $1', [ownerId]);
  return Number(rows[0]?.gone ?? 0);
}

/** A call that writes an answer of so many tokens, as far as it may. @returns how many it wrote, or undefined */
async function call(budgets: BudgetService, ownerId: string, tokens: number): Promise<number | undefined> {
  const payer = { ownerId, use: 'REPLY' } as const;
  const begun = await budgets
    .begin({ payer, model: MODEL, inputTokens: PROMPT, answers: true })
    .catch((error: unknown) => {
      expect(error).toMatchObject({ code: 'BUDGET_EXCEEDED' });
      return undefined;
    });
  if (!begun) return undefined;
  let written = 0;
  try {
    for (; written < tokens; written++) await begun.allow(written + 1);
  } catch (error) {
    expect(error).toMatchObject({ code: 'BUDGET_EXCEEDED' });
  }
  await begun.settle({ inputTokens: PROMPT, outputTokens: written });
  return written;
}

const missing = whyNoPostgres();
describe('processes on one PostgreSQL', () => {
  let one: Database;
  let other: Database;
  beforeAll(async () => {
    if (missing === undefined) [one, other] = await openTwo();
  });
  beforeEach(async ({ skip }) => {
    skip(missing !== undefined, missing);
    await one.pool.query('TRUNCATE "TokenReservation", "TokenUsage", "TokenDay"');
  });

  it('never let a user or all of them use more than there is, however many calls run at once', async () => {
    const limits = { perUser: 2_000, all: 4_500 };
    const processes = [budgetsOf(one, limits), budgetsOf(other, limits)];
    const users = [await newUser(one), await newUser(one), await newUser(one)];
    const ALL = '00000000-0000-0000-0000-000000000000';
    // The database refuses whatever would go beyond: such a call would fail with another code.
    await one.pool.query(`ALTER TABLE "TokenDay" ADD CONSTRAINT "most"
      CHECK ("gone" <= CASE WHEN "ownerId" = '${ALL}' THEN ${limits.all} ELSE ${limits.perUser} END)`);
    onTestFinished(async () => void (await one.pool.query('ALTER TABLE "TokenDay" DROP CONSTRAINT "most"')));
    const calls = users.flatMap((user) =>
      // As many as there are connections: none waits for one so long that it fails.
      Array.from({ length: 10 }, (_, at) => {
        const budgets = processes[at % 2];
        if (!budgets) throw new Error('There are two.');
        return call(budgets, user, 100 + 100 * at).then((written) => ({ user, written }));
      }),
    );
    const done = await Promise.all(calls);
    expect(done.some(({ written }) => written === undefined)).toBe(true);
    const used = (user: string | undefined) =>
      done
        .filter((each) => user === undefined || each.user === user)
        .reduce((sum, { written }) => sum + (written === undefined ? 0 : PROMPT + written), 0);
    expect(used(undefined)).toBeGreaterThan(limits.all / 2);
    for (const user of users) expect(await gone(one, user)).toBe(used(user));
    expect(await gone(one, ALL)).toBe(used(undefined));
    expect(await one.prisma.tokenReservation.count()).toBe(0);
    const { _sum } = await one.prisma.tokenUsage.aggregate({ _sum: { inputTokens: true, outputTokens: true } });
    expect(Number(_sum.inputTokens) + Number(_sum.outputTokens)).toBe(used(undefined));
  });

  it('give a call all there is to the margin, and nothing back that it has used', async () => {
    const user = await newUser(one);
    const budgets = budgetsOf(one, { perUser: 1_000, all: undefined });
    expect(await call(budgets, user, 100_000)).toBe(1_000 - PROMPT - MARGIN);
    expect(await call(budgets, user, 1)).toBeUndefined();
    expect(await gone(one, user)).toBe(1_000 - MARGIN);
  });

  it('go by what an administrator allows a user, be it more or less than the server allows each', async () => {
    const [user, another] = [await newUser(one), await newUser(one)];
    const [here, there] = [one, other].map((database) => budgetsOf(database, { perUser: 1_000, all: undefined }));
    if (!here || !there) throw new Error('There are two.');
    const { allowTokens } = usersOf(other);
    await allowTokens(user, 3_000, MACHINE);
    expect(await call(here, user, 100_000)).toBe(3_000 - PROMPT - MARGIN);
    expect(await call(here, another, 100_000)).toBe(1_000 - PROMPT - MARGIN);
    await allowTokens(user, 4_000, MACHINE);
    await one.prisma.user.update({ where: { id: user }, data: { dailyTokenLimit: 3_500 } });
    const before = await gone(one, user);
    expect(await call(there, user, 100_000)).toBe(3_500 - before - PROMPT - MARGIN);
    expect(await here.refusal(user)).toBeUndefined();
    await allowTokens(user, 500, MACHINE);
    expect(await call(here, user, 1)).toBeUndefined();
    expect(await there.refusal(user)).toMatchObject({ message: expect.stringContaining('your 500 tokens') });
    await allowTokens(user, null, MACHINE);
    expect(await there.refusal(user)).toMatchObject({ message: expect.stringContaining('your 1,000 tokens') });
  });

  it('reserve nothing beyond what a user is allowed once that is told, whatever runs meanwhile', async () => {
    const user = await newUser(one);
    const processes = [one, other].map((database) => budgetsOf(database, { perUser: 1_000_000, all: undefined }));
    const calls = processes.flatMap((budgets) => Array.from({ length: 5 }, () => call(budgets, user, 1_000_000)));
    const least = 2_000;
    await expect.poll(() => gone(one, user)).toBeGreaterThan(least);
    await usersOf(other).allowTokens(user, least, MACHINE);
    const told = await gone(one, user);
    // All of them end in their middle, and use no more than they had reserved.
    await Promise.all(calls);
    expect(await gone(one, user)).toBeLessThanOrEqual(told);
  });

  it('count a call once, though its end is told twice', async () => {
    const ownerId = await newUser(one);
    const [store, again] = [createTokenBudgetStore(one), createTokenBudgetStore(other)];
    const call = { id: randomUUID(), ownerId, use: 'REPLY', model: 'compatible/fake' } as const;
    const limits = { perUser: 1_000, all: undefined };
    await store.reserve(call, { input: 10, least: 1, wanted: 90 }, { limits, leaseMs: 60_000 });
    const used = { inputTokens: 10, outputTokens: 5, hasReserved: true };
    await Promise.all([store.settle(call, used), again.settle(call, used), store.settle(call, used)]);
    expect(await gone(one, ownerId)).toBe(15);
    expect(await one.prisma.tokenUsage.findMany()).toMatchObject([{ calls: 1, inputTokens: 10n, outputTokens: 5n }]);
  });

  it('reserve nothing where there is no limit, and count all the same', async () => {
    const user = await newUser(one);
    const budgets = budgetsOf(one, { perUser: undefined, all: undefined });
    expect(await call(budgets, user, 5_000)).toBe(5_000);
    expect(await gone(one, user)).toBe(PROMPT + 5_000);
  });

  it('count ended calls of dead processes once, though both look for them', async () => {
    const users = await Promise.all(Array.from({ length: 20 }, () => newUser(one)));
    const stores = [createTokenBudgetStore(one), createTokenBudgetStore(other)];
    const limits = { perUser: 1_000, all: undefined };
    for (const ownerId of users) {
      const dead = { id: randomUUID(), ownerId, use: 'REPLY', model: 'compatible/fake' } as const;
      await stores[0]?.reserve(dead, { input: 10, least: 1, wanted: 90 }, { limits, leaseMs: -1_000 });
    }
    await Promise.all([...stores, ...stores].map((store) => store.settleExpired()));
    expect(await one.prisma.tokenReservation.count()).toBe(0);
    const { _sum } = await one.prisma.tokenUsage.aggregate({
      _sum: { inputTokens: true, outputTokens: true, calls: true },
    });
    expect(_sum).toEqual({ calls: 20, inputTokens: 200n, outputTokens: 1_800n });
  });

  it('let nobody begin who was deleted, and count nothing of what ends afterwards', async () => {
    const user = await newUser(one);
    const budgets = budgetsOf(one, { perUser: 1_000, all: undefined });
    const call = { payer: { ownerId: user, use: 'REPLY' }, model: MODEL, inputTokens: 1, answers: true } as const;
    const begun = await budgets.begin(call);
    await one.prisma.user.delete({ where: { id: user } });
    await begun.settle({ inputTokens: 1, outputTokens: 1 });
    expect(await one.prisma.tokenUsage.count()).toBe(0);
    await expect(budgets.begin(call)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
