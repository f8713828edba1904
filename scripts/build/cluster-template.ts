import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import type { Part } from './part.ts';

/**
 * An empty database cluster of the installed version of PGlite, packed. To make one takes seconds, most of what the
 * first start of a server takes.
 */
export const clusterTemplate: Part = {
  name: 'cluster-template',
  inputs: [
    'scripts/build/cluster-template.ts',
    'src/database/embedded/cluster.ts',
    'src/database/embedded/cluster-template.ts',
    'node_modules/@electric-sql/pglite/package.json',
  ],
  async make() {
    // Loaded here, since most of the time there is nothing to build.
    const { initialize } = await import('../../src/database/embedded/cluster.ts');
    const { packTemplate, templatePath } = await import('../../src/database/embedded/cluster-template.ts');
    const file = templatePath(process.cwd());
    const directory = await mkdtemp(join(tmpdir(), 'lex-cluster-'));
    try {
      await initialize(directory);
      await rm(dirname(file), { recursive: true, force: true });
      await mkdir(dirname(file), { recursive: true });
      await packTemplate(directory, `${file}.new`);
      await rename(`${file}.new`, file);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
    return [relative(process.cwd(), file)];
  },
};
