import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { freePort } from '../support/free-port.ts';
import { packageRoot } from '../support/lex/cluster-template.ts';
import { spawnLex } from '../support/lex/lex-process.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { copyBuildContext, letThrough } from './build-context.ts';
import { environmentOf, execForm, readStages, type Stage } from './dockerfile.ts';

const run = promisify(execFile);

/** What a step can't do here, and what stands for it. */
function onThisMachine(command: string, root: string): string {
  return (
    command
      // The packages are those of this checkout, installed from the same lock file; installing them runs `prepare`.
      .replace('npm ci', `ln -s ${join(packageRoot, 'node_modules')} node_modules && npm run prepare`)
      .replace('npm prune --omit=dev', 'true')
      // There is no user `node` here.
      .replace('chown node:node /data', 'true')
      .replaceAll(' /data', ` ${root}/data`)
  );
}

/** Follows a stage's steps in a directory that stands for its file system. */
async function build(stage: Stage, root: string, rootOf: (from: string | undefined) => string): Promise<void> {
  let directory = root;
  for (const { name, rest } of stage.instructions) {
    if (name === 'WORKDIR') {
      directory = join(root, rest);
      await mkdir(directory, { recursive: true });
    } else if (name === 'RUN') await run('sh', ['-c', onThisMachine(rest, root)], { cwd: directory });
    else if (name === 'COPY') {
      const words = rest.split(/\s+/);
      const from = words[0]?.startsWith('--from=') ? words.shift()?.slice('--from='.length) : undefined;
      const to = join(directory, words.pop() ?? '');
      for (const source of words) await copyInto(join(rootOf(from), source), to, words.length > 1 || to.endsWith('/'));
    } else expect(['ENV', 'USER', 'VOLUME', 'HEALTHCHECK', 'ENTRYPOINT', 'CMD']).toContain(name);
  }
}

async function copyInto(source: string, to: string, isDirectory: boolean): Promise<void> {
  if (source.endsWith('/node_modules')) return copyPackages(to);
  await cp(source, isDirectory ? join(to, source.slice(source.lastIndexOf('/') + 1)) : to, { recursive: true });
}

const lockFile = z.object({ packages: z.record(z.string(), z.object({ dev: z.boolean().optional() })) });

/** Those that `npm prune --omit=dev` leaves. */
async function copyPackages(to: string): Promise<void> {
  const { packages } = lockFile.parse(JSON.parse(await readFile(join(packageRoot, 'package-lock.json'), 'utf8')));
  for (const [path, { dev }] of Object.entries(packages)) {
    if (dev || !path.startsWith('node_modules/')) continue;
    const target = join(to, path.slice('node_modules/'.length));
    await mkdir(join(target, '..'), { recursive: true });
    // Those of other systems aren't installed.
    await symlink(join(packageRoot, path), target).catch(() => undefined);
  }
}

describe('what .dockerignore lets through', () => {
  it.each([
    ['!a', 'a/b.ts', true],
    ['*', 'a/b.ts', false],
    ['*\n!a', 'a/b/c.ts', true],
    ['*\n!a\na/b', 'a/b/c.ts', false],
    ['*\n!a\na/b', 'a/bc.ts', true],
    ['**/*.log', 'a/b/c.log', false],
    ['', 'a', true],
    ['# a\n/a/', 'a/b', false],
  ])('with %j, %s: %s', (text, path, expected) => {
    expect(letThrough(text)(path)).toBe(expected);
  });
});

describe('the image', () => {
  let stages: Stage[];
  beforeAll(async () => {
    stages = readStages(await readFile(join(packageRoot, 'Dockerfile'), 'utf8'));
  });

  it('stands on the same long-lived Node in both stages, and runs as nobody special, with its data in a volume', () => {
    expect(stages.map(({ base }) => base)).toEqual(['node:24-bookworm-slim', 'node:24-bookworm-slim']);
    const last = stages.at(-1);
    expect(last?.instructions).toContainEqual({ name: 'USER', rest: 'node' });
    expect(last?.instructions).toContainEqual({ name: 'VOLUME', rest: last && environmentOf(last)['LEX_DATA_DIR'] });
  });

  it('is built from what .dockerignore lets through, answers, and finds itself healthy', async () => {
    const directory = await temporaryDirectory();
    const context = join(directory, 'context');
    await copyBuildContext(packageRoot, context);
    const rootOf = (stage: string | undefined) => (stage === undefined ? context : join(directory, stage));
    for (const stage of stages) await build(stage, rootOf(stage.as ?? 'image'), rootOf);
    const image = stages.at(-1);
    if (!image) throw new Error('The Dockerfile has no stage.');

    const root = rootOf('image');
    const [node, ...program] = [...execForm(image, 'ENTRYPOINT'), ...execForm(image, 'CMD')];
    expect(node).toBe('node');
    const environment = {
      ...environmentOf(image),
      LEX_DATA_DIR: join(root, String(environmentOf(image)['LEX_DATA_DIR'])),
      PORT: await freePort(),
    };
    const app = join(root, 'app');
    const lex = spawnLex([], environment, { through: () => [process.execPath, ...program], cwd: app });
    const [, url = ''] = await lex.printed(/"url":"([^"]+)"/);
    const answer = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ status { state } }' }),
    });
    expect(await answer.json()).toEqual({ data: { status: { state: 'UP' } } });
    expect((await fetch(`${url}/graphql`, { headers: { accept: 'text/html' } })).status).toBe(200);
    const [, ...check] = execForm(image, 'HEALTHCHECK');
    await run(process.execPath, check, { env: { PORT: environment.PORT } });
    await expect(run(process.execPath, check, { env: { PORT: '1' } })).rejects.toThrow();
    lex.kill('SIGTERM');
    expect(await lex.exited).toMatchObject({ code: 0 });
  });
});
