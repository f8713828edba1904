import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { Part } from './part.ts';

const GENERATED = 'src/generated/prisma';

/** Prisma's client, which is generated from the schema: an installation does so too, but not a pull that changes it. */
export const databaseClient: Part = {
  name: 'database-client',
  inputs: ['prisma/schema.prisma', 'prisma.config.ts', 'node_modules/prisma/package.json'],
  async make() {
    const manifest = createRequire(import.meta.url).resolve('prisma/package.json');
    const { bin } = z.object({ bin: z.object({ prisma: z.string() }) }).parse(createRequire(import.meta.url)(manifest));
    await promisify(execFile)(process.execPath, [join(dirname(manifest), bin.prisma), 'generate']);
    const entries = await readdir(GENERATED, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  },
};
