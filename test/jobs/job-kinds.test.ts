import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { JobKind } from '../../src/generated/prisma/enums.ts';

const SRC = fileURLToPath(new URL('../../src', import.meta.url));

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' });
const named = (end: string) => files.filter((file) => file.endsWith(end)).map((file) => file.slice(0, -end.length));
const anyTask = z.object({ kind: z.enum(JobKind), attempts: z.int().min(1), timeLimitMs: z.int().min(1) });

it('each kind of job has a task and, beside it, a handler that its feature opens', async () => {
  const tasks = named('-task.ts');
  expect(named('-handler.ts').sort()).toEqual(tasks.sort());
  const opened = files.filter((file) => /(^|\/)open-[^/]+\.ts$/.test(file));
  const openings = opened.map((file) => readFileSync(join(SRC, file), 'utf8')).join('\n');
  for (const path of tasks) expect(openings).toContain(`${path.slice(path.indexOf('/') + 1)}-handler.ts`);
});

it('each kind that the database knows has one task', async () => {
  const modules = await Promise.all(named('-task.ts').map((path) => import(join(SRC, `${path}-task.ts`))));
  const kinds = modules.flatMap((module) =>
    Object.values(z.record(z.string(), z.unknown()).parse({ ...module })).flatMap((each) => {
      const task = anyTask.safeParse(each).data;
      return task ? [task.kind] : [];
    }),
  );
  expect(kinds.sort()).toEqual(Object.values(JobKind).sort());
});
