import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, it } from 'vitest';

const SRC = fileURLToPath(new URL('../src', import.meta.url));
const MECHANISMS = new Set(['cache', 'database', 'events', 'lmdb', 'queue', 'redis']);
const FEATURES = new Set(['accounts', 'chat', 'jobs', 'memory', 'metrics', 'models', 'status']);
const EDGE = new Set(['graphql', 'http', 'operations']);
/** Files of a feature that belong to the schema: the only ones that may touch the edge. */
const SCHEMA_FILE = /-(schema|ref)\.ts$/;
/** The libraries that only these folders may load. */
const LIBRARIES: readonly [library: RegExp, folders: readonly string[]][] = [
  [/^(graphql|graphql-yoga|@pothos\/.*)$/, ['graphql']],
  [/^(graphql-ws|ws)$/, ['graphql', 'commands']],
  // carriers.ts chooses the queue's backend.
  [/^bullmq$/, ['queue', 'database', '']],
  [/^(pg|@prisma\/.*|@electric-sql\/.*)$/, ['database']],
  [/^fs-native-extensions$/, ['database']],
  [/^lmdb$/, ['lmdb']],
  [/^ioredis$/, ['redis']],
  [/^(@ai-sdk\/.*|eventsource-parser|mathjs.*|undici)$/, ['models']],
  [/^prom-client$/, ['metrics']],
];

interface Import {
  readonly file: string;
  readonly target: string;
  readonly typeOnly: boolean;
}

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && !file.startsWith('database/generated'),
);
const texts = new Map(files.map((file) => [file, readFileSync(join(SRC, file), 'utf8')]));
const imports = files.flatMap((file) => importsOf(file, texts.get(file) ?? ''));

/** Every import and re-export: of our own files as a path below `src`, of others as it is written. */
function importsOf(file: string, text: string): Import[] {
  const found: Import[] = [];
  const add = (specifier: string, typeOnly: boolean) => {
    const target = specifier.startsWith('.') ? relative(SRC, join(SRC, dirname(file), specifier)) : specifier;
    found.push({ file, target, typeOnly });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      const named = node.importClause?.namedBindings;
      const allTypes =
        named &&
        ts.isNamedImports(named) &&
        !node.importClause?.name &&
        named.elements.every((each) => each.isTypeOnly);
      add(node.moduleSpecifier.text, Boolean(node.importClause?.isTypeOnly || allTypes));
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier)) {
      add(node.moduleSpecifier.text, node.isTypeOnly);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [argument] = node.arguments;
      if (argument && ts.isStringLiteral(argument)) add(argument.text, false);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest));
  return found;
}

const folderOf = (file: string) => (file.includes('/') ? file.slice(0, file.indexOf('/')) : '');
const shown = ({ file, target }: Import) => `${file} → ${target}`;
const broken = (rule: (each: Import, from: string, to: string) => boolean) =>
  imports.filter((each) => rule(each, folderOf(each.file), folderOf(each.target))).map(shown);

it('sees the imports', () => {
  expect(files.length).toBeGreaterThan(100);
  expect(imports.map(shown)).toContain('app.ts → config.ts');
});

it('mechanisms know nothing of features, nor of the edge', () => {
  expect(broken((_, from, to) => MECHANISMS.has(from) && (FEATURES.has(to) || EDGE.has(to)))).toEqual([]);
});

it('features touch the edge in their schemas alone', () => {
  expect(broken(({ file }, from, to) => FEATURES.has(from) && EDGE.has(to) && !SCHEMA_FILE.test(file))).toEqual([]);
});

it('a feature takes what another one says of itself, never its workings', () => {
  // Types, the states and errors of a job, the errors of a model, and the references that schemas share.
  const shared = new Set(['jobs/job.ts', 'jobs/overtaken-error.ts', 'models/model.ts']);
  expect(
    broken(
      ({ target, typeOnly }, from, to) =>
        FEATURES.has(from) &&
        FEATURES.has(to) &&
        from !== to &&
        !typeOnly &&
        !shared.has(target) &&
        !target.endsWith('-ref.ts'),
    ),
  ).toEqual([]);
});

it('nothing but the command line and the composition imports them', () => {
  const top = new Set(['app.ts', 'carriers.ts', 'server.ts', 'main.ts']);
  expect(
    broken(
      ({ file, target, typeOnly }, from, to) =>
        (to === 'commands' && from !== 'commands' && file !== 'main.ts') ||
        (top.has(target) && from !== 'commands' && !top.has(file) && !typeOnly),
    ),
  ).toEqual([]);
});

it.each(LIBRARIES)('%s is loaded where it belongs', (library, folders) => {
  expect(broken(({ target, typeOnly }, from) => library.test(target) && !typeOnly && !folders.includes(from))).toEqual(
    [],
  );
});

it('the environment is read, and the process ended, in main.ts alone', () => {
  const found = [...texts].filter(([, text]) => /process\.(env|exit)\b/.test(text)).map(([file]) => file);
  expect(found).toEqual(['main.ts']);
});

it('no file imports itself, by whatever way', () => {
  const next = new Map<string, string[]>();
  for (const { file, target, typeOnly } of imports) if (!typeOnly) next.set(file, [...(next.get(file) ?? []), target]);
  const done = new Set<string>();
  const cycles: string[] = [];
  const walk = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(' → '));
    if (done.has(file) || path.includes(file)) return;
    for (const target of next.get(file) ?? []) walk(target, [...path, file]);
    done.add(file);
  };
  for (const file of files) walk(file, []);
  expect(cycles).toEqual([]);
});
