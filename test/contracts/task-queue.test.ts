import { randomUUID } from 'node:crypto';
import { createPostgresBackend, createRedisBackend, withBackend } from 'bullmq';
import { pino } from 'pino';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { Closing } from '../../src/closing.ts';
import { openDatabase } from '../../src/database/open-database.ts';
import { createBullmqTaskQueue } from '../../src/queue/bullmq-task-queue.ts';
import { createLocalTaskQueue } from '../../src/queue/local-task-queue.ts';
import type { Delivery, Task, TaskOutcome, TaskQueue } from '../../src/queue/task-queue.ts';
import { openRedis } from '../../src/redis/redis.ts';
import { packageRoot } from '../support/lex/cluster-template.ts';
import { sharedPostgres } from '../support/servers/shared-postgres.ts';
import { sharedRedis } from '../support/servers/shared-redis.ts';
import { whyNoPostgres } from '../support/servers/start-postgres.ts';
import { whyNoRedis } from '../support/servers/start-redis.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

type LogLine = Readonly<Record<string, unknown>>;

function loggingTo(lines: LogLine[]) {
  return pino({ base: undefined, level: 'debug' }, { write: (line) => lines.push(JSON.parse(line)) });
}

const isUrgent = (kind: string) => kind === 'urgent';
const log = pino({ level: 'silent' });

async function onPostgres(lines: LogLine[]): Promise<TaskQueue> {
  const postgres = await sharedPostgres();
  onTestFinished(() => postgres.close());
  const opened = new Closing();
  const databaseUrl = await postgres.createMigratedDatabase();
  const { database } = await openDatabase(
    { dataDir: await temporaryDirectory(), databaseUrl, redisUrl: undefined, databasePoolSize: 10 },
    { packageRoot, log, onLost: () => undefined },
    opened,
  );
  onTestFinished(() => opened.close());
  const connection = database.pool;
  return createBullmqTaskQueue(withBackend(createPostgresBackend), {
    connection,
    connectionForWork: () => connection,
    isUrgent,
    log: loggingTo(lines),
  });
}

async function onRedis(lines: LogLine[]): Promise<TaskQueue> {
  const server = await sharedRedis();
  onTestFinished(() => server.close());
  const redis = await openRedis(server.url, { name: 'lex', log });
  onTestFinished(() => redis.close());
  return createBullmqTaskQueue(withBackend(createRedisBackend), {
    connection: redis.requests,
    connectionForWork: () => redis.forWork(),
    isUrgent,
    prefix: `lex-${randomUUID()}`,
    log: loggingTo(lines),
  });
}

interface Kind {
  readonly name: string;
  readonly missing: string | undefined;
  open(lines: LogLine[]): Promise<TaskQueue>;
}
const KINDS: readonly Kind[] = [
  {
    name: 'in the process',
    missing: undefined,
    open: async (lines) => createLocalTaskQueue({ isUrgent, log: loggingTo(lines) }),
  },
  { name: 'on PostgreSQL', missing: whyNoPostgres(), open: onPostgres },
  { name: 'on Redis', missing: whyNoRedis(), open: onRedis },
];

const NONE = { waiting: 0, active: 0, delayed: 0 };
const taskOf = (kind: 'urgent' | 'other', turn = 0): Task => ({ id: randomUUID(), kind, turn });
const urgentTasks = (count: number) => Array.from({ length: count }, () => taskOf('urgent'));

/** A queue, and workers of it that do what the test says and note what they were given. */
async function openQueue({ open }: Kind) {
  const lines: LogLine[] = [];
  const queue = await open(lines);
  onTestFinished(() => queue.close());
  const given: Task[] = [];
  async function work(
    handle: (task: Delivery) => TaskOutcome | Promise<TaskOutcome> = () => ({ kind: 'done' }),
    concurrency = { urgent: 1, background: 1 },
  ) {
    const worker = await queue.work(async ({ id, kind: of }) => {
      // A task is delivered without its turn, which most tests leave at 0.
      given.push({ id, kind: of, turn: 0 });
      return handle({ id, kind: of });
    }, concurrency);
    onTestFinished(() => worker.close());
    return worker;
  }
  return { queue, given, lines, work };
}

/** A handler that holds its tasks until it is told to let go. */
function holding() {
  let letGo = () => {};
  const released = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  onTestFinished(() => letGo());
  const handle = async (): Promise<TaskOutcome> => {
    await released;
    return { kind: 'done' };
  };
  return { handle, letGo };
}

describe.each(KINDS)('a task queue $name', (kind) => {
  beforeEach(({ skip }) => skip(kind.missing !== undefined, kind.missing));

  it('keeps tasks until somebody works, gives each once in their order, and then forgets them', async () => {
    const { queue, given, work } = await openQueue(kind);
    const tasks = urgentTasks(5);
    await queue.add(...tasks);
    await queue.add(...tasks.slice(1, 3));
    expect(await queue.counts()).toEqual({ ...NONE, waiting: 5 });
    await work();
    await vi.waitFor(async () => expect(await queue.counts()).toEqual(NONE));
    expect(given).toEqual(tasks);
  });

  it('shows what is in it: what waits in the order of its turns, what a worker has, and what is delayed', async () => {
    const { queue, work } = await openQueue(kind);
    const [urgent, background] = queue.lanes;
    if (!urgent || !background) throw new Error('There are two lanes.');
    expect([urgent.name, background.name]).toEqual(['jobs', 'background']);
    const tasks = [taskOf('urgent', 7), taskOf('urgent'), taskOf('urgent', 3), taskOf('urgent')];
    for (const task of tasks) await queue.add(task);
    await queue.add(taskOf('other'));
    const inOrder = [tasks[1], tasks[3], tasks[2], tasks[0]].map((task) => task?.id);
    const ids = async (skip: number, count: number) =>
      (await urgent.list('waiting', { skip, count })).map(({ id }) => id);
    expect(await ids(0, 10)).toEqual(inOrder);
    expect(await ids(1, 2)).toEqual(inOrder.slice(1, 3));
    expect(await ids(3, 10)).toEqual(inOrder.slice(3));
    expect(await ids(4, 10)).toEqual([]);
    expect(await background.list('waiting', { skip: 0, count: 10 })).toMatchObject([{ kind: 'other' }]);
    const [first, second] = inOrder;
    expect(await urgent.find(first ?? '')).toMatchObject({
      id: first,
      kind: 'urgent',
      turn: 0,
      state: 'waiting',
      takenAt: undefined,
    });
    expect(await urgent.find(randomUUID())).toBeUndefined();

    const { handle, letGo } = holding();
    let isFirst = true;
    await work(async () => {
      if (!isFirst) return handle();
      isFirst = false;
      return { kind: 'again', delayMs: 600_000 };
    });
    const all = { skip: 0, count: 10 };
    await vi.waitFor(async () =>
      expect(await urgent.list('active', all)).toMatchObject([{ id: second, takenAt: expect.any(Date) }]),
    );
    expect(await urgent.list('delayed', all)).toMatchObject([{ id: first, state: 'delayed', delayMs: 600_000 }]);
    expect(await urgent.find(second ?? '')).toMatchObject({ state: 'active' });
    letGo();
  });

  it('gives those with lower turns first, whoever came first, and of one turn those that came first', async () => {
    const { queue, given, work } = await openQueue(kind);
    const many = Array.from({ length: 20 }, (_, turn) => taskOf('urgent', turn));
    await queue.add(...many);
    const others = [taskOf('urgent', 3), taskOf('urgent', 0), taskOf('urgent', 2_000_000), taskOf('urgent', 3)];
    for (const task of others) await queue.add(task);
    expect(await queue.counts()).toEqual({ ...NONE, waiting: 24 });
    const turnOf = new Map([...many, ...others].map(({ id, turn }) => [id, turn]));
    let again = true;
    await work(({ id }) => {
      if (!again || id !== many[5]?.id) return { kind: 'done' };
      again = false;
      return { kind: 'handBack' };
    });
    await vi.waitFor(async () => expect(await queue.counts()).toEqual(NONE));
    const turns = given.map(({ id }) => turnOf.get(id) ?? -1);
    expect(turns).toEqual(turns.toSorted((one, other) => one - other));
    expect(given.filter(({ id }) => turnOf.get(id) === 3).map(({ id }) => id)).toEqual([
      many[3]?.id,
      others[0]?.id,
      others[3]?.id,
    ]);
    // What is handed back keeps its turn.
    expect(turns.filter((turn) => turn === 5)).toHaveLength(2);
  });

  it('forgets tasks that are removed, delayed ones too, but none that is being handled', async () => {
    const { queue, given, work } = await openQueue(kind);
    const { handle, letGo } = holding();
    const later = taskOf('other');
    await work((task) => (task.id === later.id ? { kind: 'again', delayMs: 3_600_000 } : handle()));
    const [held = later, ...waiting] = urgentTasks(4);
    await queue.add(held, later);
    await vi.waitFor(async () => expect(await queue.counts()).toEqual({ ...NONE, active: 1, delayed: 1 }));
    await queue.add(...waiting);
    await queue.remove(later, held, ...waiting.slice(1), taskOf('urgent'));
    expect(await queue.counts()).toEqual({ waiting: 1, active: 1, delayed: 0 });
    letGo();
    await vi.waitFor(async () => expect(await queue.counts()).toEqual(NONE));
    expect(given.filter(({ kind: of }) => of === 'urgent')).toEqual([held, waiting[0]]);
  });

  it('takes a task whose id is there already for the same one, also while it is being handled', async () => {
    const { queue, given, work } = await openQueue(kind);
    const { handle, letGo } = holding();
    await work(handle, { urgent: 2, background: 1 });
    const [task = taskOf('urgent')] = urgentTasks(1);
    await queue.add(task);
    await vi.waitFor(() => expect(given).toHaveLength(1));
    await queue.add(task);
    expect(await queue.counts()).toEqual({ ...NONE, active: 1 });
    letGo();
    await vi.waitFor(async () => expect(await queue.counts()).toEqual(NONE));
    await queue.add(task);
    await vi.waitFor(() => expect(given).toEqual([task, task]));
  });

  it('gives as many at a time as it was told, and neither kind of task waits for the other', async () => {
    const { queue, given, work } = await openQueue(kind);
    const { handle, letGo } = holding();
    await work(handle, { urgent: 2, background: 1 });
    const others = [taskOf('other'), taskOf('other')];
    await queue.add(...others, ...urgentTasks(4));
    await vi.waitFor(() => expect(given).toHaveLength(3));
    expect(given.filter(({ kind: name }) => name === 'urgent')).toHaveLength(2);
    expect(await queue.counts()).toEqual({ waiting: 3, active: 3, delayed: 0 });
    letGo();
    await vi.waitFor(async () => expect(await queue.counts()).toEqual(NONE));
    expect(given).toHaveLength(6);
  });

  it('gives a task again when its handler says so, and when it throws, which is told', async () => {
    const { queue, given, lines, work } = await openQueue(kind);
    const outcomes: (() => TaskOutcome)[] = [
      () => ({ kind: 'again', delayMs: 50.5 }),
      () => {
        throw new Error('unforeseen');
      },
      () => ({ kind: 'done' }),
    ];
    await work(() => (outcomes.shift() ?? (() => ({ kind: 'done' }) as const))());
    const [task = taskOf('urgent')] = urgentTasks(1);
    await queue.add(task);
    await vi.waitFor(() => expect(given).toEqual([task, task, task]));
    await vi.waitFor(async () => expect(await queue.counts()).toEqual(NONE));
    expect(lines).toEqual([expect.objectContaining({ jobId: task.id, msg: 'a job could not be handled' })]);
  });

  it('gives what a worker hands back to another one', async () => {
    const { queue, given, work } = await openQueue(kind);
    let handBack = () => {};
    const first = await work(
      () =>
        new Promise((resolve) => {
          handBack = () => resolve({ kind: 'handBack' });
        }),
    );
    const [task = taskOf('urgent')] = urgentTasks(1);
    await queue.add(task);
    await vi.waitFor(() => expect(given).toHaveLength(1));
    const closed = first.close();
    handBack();
    await closed;
    expect(await queue.counts()).toEqual({ ...NONE, waiting: 1 });
    await work();
    await vi.waitFor(async () => expect(await queue.counts()).toEqual(NONE));
    expect(given).toEqual([task, task]);
  });

  it('closes a worker when what it handles has ended, and gives it nothing more', async () => {
    const { queue, given, work } = await openQueue(kind);
    const { handle, letGo } = holding();
    const worker = await work(handle);
    await queue.add(...urgentTasks(2));
    await vi.waitFor(() => expect(given).toHaveLength(1));
    const closed = worker.close();
    letGo();
    await closed;
    expect(given).toHaveLength(1);
    expect(await queue.counts()).toEqual({ ...NONE, waiting: 1 });
  });

  it('forgets everything when it is told to, and takes the same tasks anew', async () => {
    const { queue, given, work } = await openQueue(kind);
    const tasks = urgentTasks(3);
    await queue.add(...tasks);
    await queue.clear();
    expect(await queue.counts()).toEqual(NONE);
    await queue.add(...tasks);
    await work();
    await vi.waitFor(() => expect(given).toEqual(tasks));
  });
});
