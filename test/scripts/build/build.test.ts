import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { atEnd } from '../../support/at-end.ts';
import { packageRoot } from '../../support/lex/cluster-template.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const COPIED = [
  'src',
  'scripts',
  'client',
  'console',
  'prisma',
  'dist',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'prisma.config.ts',
];

let checkout: string;
beforeAll(async () => {
  checkout = await temporaryDirectory(atEnd);
  for (const name of COPIED) await cp(join(packageRoot, name), join(checkout, name), { recursive: true });
  await symlink(join(packageRoot, 'node_modules'), join(checkout, 'node_modules'));
});

interface Build {
  readonly child: ChildProcess;
  /** What it says that it built, when it has ended well. */
  readonly ended: Promise<string>;
}

function startBuild(): Build {
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/build.ts'], { cwd: checkout });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = once(child, 'close').then(([code, signal]) => {
    if (code !== 0) throw new Error(`${code ?? signal}: ${said}`);
    return said;
  });
  // A test that kills it has no use for its end.
  ended.catch(() => undefined);
  return { child, ended };
}

const build = () => startBuild().ended;
const change = (text: string) => writeFile(join(checkout, 'src', 'added.ts'), `export const added = '${text}';\n`);
const version = async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['dist/main.js', '--version'], { cwd: checkout });
  return stdout;
};

it('builds nothing when nothing has changed, and the program alone when a source has', async () => {
  const main = join(checkout, 'dist', 'main.js');
  const { mtimeMs } = await stat(main);
  expect(await build()).toBe('');
  expect((await stat(main)).mtimeMs).toBe(mtimeMs);
  await change('one');
  expect(await build()).toBe('built: program\n');
  expect(await version()).toMatch(/^\d/);
});

it('lets builds that begin at once work one after the other, and the later ones find it done', async () => {
  await change('two');
  const said = await Promise.all([build(), build(), build()]);
  expect(said.sort()).toEqual(['', '', 'built: program\n']);
  expect(await version()).toMatch(/^\d/);
});

it('builds again after a build that was killed', async () => {
  await change('three');
  const killed = startBuild();
  await expect.poll(async () => (await readdir(checkout)).some((name) => name.startsWith('dist.new-'))).toBe(true);
  killed.child.kill('SIGKILL');
  await expect(killed.ended).rejects.toThrow('SIGKILL');
  expect(await version()).toMatch(/^\d/);
  expect(await build()).toBe('built: program\n');
  expect(await build()).toBe('');
});
