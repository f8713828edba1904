import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ChatDocument } from '../../src/generated/graphql.ts';
import { atEnd } from '../support/at-end.ts';
import { GraphqlClient } from '../support/clients/graphql-client.ts';
import { packageRoot } from '../support/lex/cluster-template.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import {
  emptyProject,
  namedFiles,
  npm,
  type Packed,
  pack,
  readManifest,
  serveByNpx,
  unlessUnreachable,
} from './installed.ts';

/** Bytes: what one may be asked to download, and to keep, of Lex itself. */
const LARGEST_FILE = 14_000_000;
const LARGEST_UNPACKED = 40_000_000;

let packed: Packed;
beforeAll(async () => {
  // What an earlier build has left, for servers that may still run.
  const left = join(packageRoot, 'dist', 'left-by-an-earlier-build.js');
  await writeFile(left, '// nothing');
  atEnd(() => rm(left, { force: true }));
  packed = await pack(await temporaryDirectory(atEnd));
});

describe('what npm pack makes', () => {
  it('has what runs, what that reads, and what tells of it: no sources, and nothing of earlier builds', async () => {
    const folders = [...new Set(packed.paths.map((path) => path.split('/').slice(0, -1)[0] ?? path))].sort();
    expect(folders).toEqual(
      [
        ...['.env.example', 'CHANGELOG.md', 'LICENSE', 'README.md', 'SECURITY.md', 'package.json'],
        ...['deploy', 'dist', 'docs', 'prisma', 'schema'],
      ].sort(),
    );
    const migrations = await readdir(join(packageRoot, 'prisma', 'migrations'));
    const operations = await readdir(join(packageRoot, 'schema', 'operations'));
    expect(packed.paths).toEqual(
      expect.arrayContaining([
        ...['dist/main.js', 'dist/third-party-licences.txt', 'dist/console/index.html', 'prisma/schema.prisma'],
        ...['schema/schema.graphql', 'schema/persisted.json', 'schema/console.json', 'docs/configuration.md'],
        ...migrations.map((name) => `prisma/migrations/${name}/migration.sql`),
        ...operations.map((name) => `schema/operations/${name}`),
        expect.stringMatching(/^dist\/cluster\/pglite-.*\.tgz$/),
        expect.stringMatching(/^dist\/graphiql\/.*\.js$/),
      ]),
    );
    const others = packed.paths.filter((path) => /\.(?:map|tsx?|jpg)$|^dist\/built\/|\.lock$/.test(path));
    expect(others.filter((path) => !path.endsWith('.d.ts'))).toEqual([]);
    expect(packed.paths.filter((path) => path.includes('left-by-an-earlier-build'))).toEqual([]);
  });

  it('names files that are in it', async () => {
    const manifest = await readManifest(packageRoot);
    expect(manifest.bin).toEqual({ lex: 'dist/main.js' });
    expect(manifest.private).toBeUndefined();
    expect(namedFiles(manifest).filter((path) => !packed.paths.includes(path) && path !== 'package.json')).toEqual([]);
  });

  it('is as small as the documentation says', () => {
    expect(packed.size).toBeLessThan(LARGEST_FILE);
    expect(packed.unpackedSize).toBeLessThan(LARGEST_UNPACKED);
  });
});

it('is installed into an empty folder, and serves without what builds it', async ({ skip }) => {
  const folder = await emptyProject(await temporaryDirectory());
  const install = ['install', '--prefer-offline', '--no-audit', '--no-fund', '--foreground-scripts', packed.file];
  const installed = await npm(folder, ...install).catch((error: unknown) => unlessUnreachable(error));
  if (typeof installed === 'string') {
    if (process.env.CI) throw new Error(installed);
    return skip(installed);
  }
  const { name, version, dependencies } = await readManifest(join(folder, 'node_modules', 'lex-server'));
  expect(name).toBe('lex-server');
  // None of its own scripts ran: they are for those who change it, with tools that are not here.
  expect(installed.all).not.toMatch(/^> lex-server@/m);
  const modules = await readdir(join(folder, 'node_modules'));
  expect(modules).toEqual(expect.arrayContaining(Object.keys(dependencies).map((each) => each.split('/')[0])));
  const tools = ['prisma', '@prisma', 'typescript', 'tsx', 'esbuild', 'vite', 'vitest', 'graphql', 'bullmq', 'react'];
  expect(modules.filter((each) => tools.includes(each))).toEqual([]);

  expect((await npm(folder, 'exec', '--no', '--', 'lex', '--version')).stdout.trim()).toBe(version);
  const { url, stop } = await serveByNpx(folder);
  const input = { message: 'remember that the sky is blue', waitMs: 20_000 };
  const { chat } = await new GraphqlClient(url).run(ChatDocument, { input });
  expect(chat.reply).toMatchObject({ state: 'COMPLETED', content: 'I\'ll remember: "the sky is blue".' });
  for (const path of ['/', '/graphql', '/health/ready']) {
    const answer = await fetch(`${url}${path}`, { headers: { accept: 'text/html' } });
    expect({ path, status: answer.status }).toEqual({ path, status: 200 });
  }
  await stop();
  await expect(fetch(`${url}/health/live`)).rejects.toThrow();
});
