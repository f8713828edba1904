import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { packageRoot } from '../support/lex/cluster-template.ts';
import { type GroupedServer, startGroup } from '../support/lex/grouped-server.ts';
import { PATIENT } from '../support/lex/patient.ts';

/** Packing builds, and installing may fetch five packages and what they need. */
const NPM_WITHIN_MS = 240_000;

/** npm finds the Node that runs the tests before any other. */
const PATH = `${dirname(process.execPath)}:${process.env.PATH}`;
/** Of what npm is told here, where packages come from; not what concerns the command that runs the tests. */
const KEPT = /^npm_config_(?:registry|cache|userconfig|globalconfig|https?_proxy|proxy|noproxy|cafile)$/i;
export const npmEnvironment = () =>
  Object.fromEntries(
    Object.entries({ ...process.env, PATH }).filter(
      ([name]) => KEPT.test(name) || !/^(?:npm_|LEX_|NODE_ENV$|NODE_OPTIONS$)/i.test(name),
    ),
  );

/** Runs npm in a folder. @returns what it printed to stdout, and to both */
export async function npm(folder: string, ...args: string[]): Promise<{ stdout: string; all: string }> {
  const options = { cwd: folder, env: npmEnvironment(), timeout: NPM_WITHIN_MS, maxBuffer: 64 * 1024 * 1024 };
  const { stdout, stderr } = await promisify(execFile)('npm', args, options);
  return { stdout, all: stdout + stderr };
}

const packed = z.tuple([
  z.object({
    filename: z.string(),
    size: z.int(),
    unpackedSize: z.int(),
    files: z.array(z.object({ path: z.string(), size: z.int() })),
  }),
]);

/** A package that was made of this checkout. */
export interface Packed {
  readonly file: string;
  /** Bytes of the file, and of what is in it. */
  readonly size: number;
  readonly unpackedSize: number;
  readonly paths: readonly string[];
}

/** Runs `npm pack` on this checkout. */
export async function pack(to: string): Promise<Packed> {
  const { stdout } = await npm(
    packageRoot,
    'pack',
    '--silent',
    '--foreground-scripts=false',
    '--json',
    '--pack-destination',
    to,
  );
  const [{ filename, size, unpackedSize, files }] = packed.parse(JSON.parse(stdout));
  return { file: join(to, filename), size, unpackedSize, paths: files.map(({ path }) => path).sort() };
}

/** Says why npm could not install, when all that it lacks is the registry; throws for anything else. */
export function unlessUnreachable(error: unknown): string {
  const told = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
  const [reason] = /\b(ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|ENOTCACHED)\b/.exec(told) ?? [];
  if (!reason) throw error;
  return `The registry of npm can't be reached (${reason}).`;
}

/** Runs `npx --no-install lex serve` in a folder. */
export function serveByNpx(folder: string): Promise<GroupedServer> {
  const env = { ...npmEnvironment(), ...PATIENT, PORT: '0', LEX_DATA_DIR: join(folder, 'data') };
  return startGroup('npx --no-install lex serve', { cwd: folder, env }, onTestFinished);
}

/** A folder into which nothing was installed yet. */
export async function emptyProject(folder: string): Promise<string> {
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true }));
  return folder;
}

const manifestSchema = z.object({
  name: z.string(),
  version: z.string(),
  bin: z.record(z.string(), z.string()),
  dependencies: z.record(z.string(), z.string()),
  scripts: z.record(z.string(), z.string()),
  types: z.string().optional(),
  main: z.string().optional(),
  exports: z.unknown().optional(),
  private: z.boolean().optional(),
});

/** What the package in a folder says of itself. */
export async function readManifest(folder: string) {
  return manifestSchema.parse(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')));
}

/** The files that a manifest names for those who run, import or type-check the package. */
export function namedFiles({ bin, types, main, exports }: Awaited<ReturnType<typeof readManifest>>): string[] {
  const targets = (value: unknown): string[] => {
    if (typeof value === 'string') return [value];
    return typeof value === 'object' && value !== null ? Object.values(value).flatMap(targets) : [];
  };
  return [...Object.values(bin), types, main, ...targets(exports)]
    .filter((path) => path !== undefined)
    .map((path) => path.replace(/^\.\//, ''));
}
