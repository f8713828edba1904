import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { packageRoot } from '../support/lex/cluster-template.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const KIB = 1_024;
const built = join(packageRoot, 'dist', 'client');

it('lex-server/client has less than 10 KiB as it is loaded, and less than 4 as it is sent', async () => {
  const file = await readFile(join(built, 'lex-client.js'));
  const sizes = { bytes: file.length, gzipped: gzipSync(file, { level: 9 }).length };
  expect(sizes.bytes, JSON.stringify(sizes)).toBeLessThan(10 * KIB);
  expect(sizes.gzipped, JSON.stringify(sizes)).toBeLessThan(4 * KIB);
});

it('lex-server/client imports nothing, and its declarations nothing but each other', async () => {
  expect(await readFile(join(built, 'lex-client.js'), 'utf8')).not.toMatch(/\b(import|require)\b\s*[({'"*]/);
  const declarations = (await readdir(built)).filter((name) => name.endsWith('.d.ts'));
  for (const name of declarations) {
    for (const [, from = ''] of (await readFile(join(built, name), 'utf8')).matchAll(/from '([^']+)'/g)) {
      expect(declarations).toContain(from.replace('./', '').replace('.js', '.d.ts'));
    }
  }
});

const APP = `
import { type ChatInput, createLexClient, LexError, ReplyFailedError } from 'lex-server/client';
const lex = createLexClient({ url: 'http://127.0.0.1:4000/graphql', token: async (refused) => refused ?? 'key' });
const input: ChatInput = { message: 'Hello', whenBusy: 'INTERRUPT' };
export async function talk(): Promise<string> {
  try {
    for await (const event of lex.chat(input)) {
      if (event.kind === 'DELTA') return event.content;
      if (event.kind === 'STOPPED') return event.reply.content;
      // @ts-expect-error a new beginning has no text
      if (event.kind === 'RESTARTED') return event.text;
    }
  } catch (error) {
    if (error instanceof ReplyFailedError) return error.reply.content;
    if (error instanceof LexError && error.code === 'UNREACHABLE') return String(error.retryAfterMs);
  }
  // @ts-expect-error there is no such field
  lex.chat({ message: 'Hello', mesage: 'Hello' });
  return '';
}
`;

it('an app gets lex-server/client by that name, with its types, in Node and for browsers', async () => {
  const app = await temporaryDirectory();
  await writeFile(join(app, 'package.json'), '{ "type": "module" }');
  await mkdir(join(app, 'node_modules'));
  await symlink(packageRoot, join(app, 'node_modules', 'lex-server'));
  const file = join(app, 'app.ts');
  await writeFile(file, APP);
  for (const [module, moduleResolution] of [
    [ts.ModuleKind.NodeNext, ts.ModuleResolutionKind.NodeNext],
    [ts.ModuleKind.ESNext, ts.ModuleResolutionKind.Bundler],
  ] as const) {
    const lib = ['lib.es2022.d.ts', 'lib.dom.d.ts'];
    const target = ts.ScriptTarget.ES2022;
    const program = ts.createProgram([file], {
      module,
      moduleResolution,
      target,
      lib,
      types: [],
      strict: true,
      noEmit: true,
      // TypeScript's own declarations alone take longer than all else.
      skipDefaultLibCheck: true,
    });
    const problems = ts.getPreEmitDiagnostics(program);
    expect(problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
  }
  const print = "import * as client from 'lex-server/client'; console.log(Object.keys(client).sort().join())";
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', print], {
    cwd: app,
  });
  expect(stdout.trim()).toBe('LexError,ReplyFailedError,createLexClient');
});
