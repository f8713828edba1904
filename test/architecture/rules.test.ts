import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { codeRules } from './code-rules.ts';
import { cycleRules } from './cycle-rules.ts';
import {
  crowdedFolders,
  documentsOf,
  longLines,
  lostReferences,
  readFolders,
  unexplainedFolders,
} from './file-rules.ts';
import { importRules } from './import-rules.ts';
import { readSources } from './read-sources.ts';
import { failuresOf } from './rule.ts';

/** Writes a project of these files, named from its top. */
async function project(files: Readonly<Record<string, string>>): Promise<string> {
  const root = await temporaryDirectory();
  for (const top of ['src', 'test', 'bench', 'scripts']) await mkdir(join(root, top));
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), text);
  }
  return root;
}

/** What the rules of sources say of one file, whose imports need not be there. */
async function failures(file: string, text: string): Promise<string[]> {
  const sources = readSources(join(await project({ [`src/${file}`]: text }), 'src'));
  // A project of one file lacks what the rules name.
  const [namesAreThere, ...others] = [...importRules, ...cycleRules, ...codeRules];
  expect(namesAreThere?.breaches(sources)).not.toEqual([]);
  return others.flatMap((rule) => failuresOf(rule, sources));
}

const lines = (count: number) => 'step();\n'.repeat(count);

it.each([
  ['has a layer', 'news/news.ts', ''],
  ['from its own layer and from lower ones', 'cache/cache.ts', "import type { Job } from '../jobs/job.ts';"],
  [
    'from its own layer and from lower ones',
    'chat/chat-service.ts',
    "import { builder } from '../graphql/builder.ts';",
  ],
  ['a feature takes of another', 'chat/chat-service.ts', "export * from '../memory/memory-store.ts';"],
  ['a feature takes of another', 'chat/chat-service.ts', "import { createJobService } from '../jobs/job-service.ts';"],
  ['a feature takes of another', 'chat/chat-service.ts', "import type { Row } from '../jobs/job-row.ts';"],
  ['a feature takes of another', 'chat/chat-service.ts', "type Row = import('../jobs/job-row.ts').Row;"],
  ['a feature takes of another', 'chat/chat-service.ts', "import { insertJob } from '../jobs/job-store.ts';"],
  ['from its own layer and from lower ones', 'chat/chat-service.ts', "import { jobRef } from '../jobs/job-ref.ts';"],
  ['what lies at its top', 'edge/http/route.ts', "import type { Rank } from '../../memory/engine/rank.ts';"],
  [
    'nothing of a feature by value',
    'edge/http/route.ts',
    "import { createViewer } from '../../accounts/create-viewer.ts';",
  ],
  ['the domain of a feature is plain', 'jobs/job.ts', "import { createStore } from './job-store.ts';"],
  ['know the tables alone', 'moving/export.ts', "import type { Job } from '../jobs/job.ts';"],
  ['know the tables alone', 'edge/dump.ts', "import { exportLines } from '../moving/export-lines.ts';"],
  ['main.ts knows the commands', 'main.ts', "import { openDatabase } from './database/database.ts';"],
  ['are used by commands', 'edge/http/route.ts', "import type { App } from '../../app.ts';"],
  ['are for clients', 'chat/chat-service.ts', "import type { Chat } from '../generated/graphql.ts';"],
  ['known to stores', 'chat/chat-service.ts', "import type { Prisma } from '../generated/prisma/client.ts';"],
  ['a task is what a producer imports', 'chat/reply-task.ts', "import { createPace } from './pace.ts';"],
  ['a handler is loaded by', 'chat/chat-service.ts', "import { createReply } from './reply-handler.ts';"],
  ['only redis may import ioredis', 'chat/chat-service.ts', "import type { Redis } from 'ioredis';"],
  ['only graphql may import @pothos/', 'chat/chat-service.ts', "const pothos = await import('@pothos/core');"],
  ['DataLoader is known to loaders', 'chat/chat-service.ts', "import DataLoader from 'dataloader';"],
  ['statements are sent by stores', 'chat/chat-service.ts', 'await database.prisma.job.count();'],
  ['in main.ts alone', 'chat/chat-service.ts', 'process.exit(1);'],
  ['says in its first comment why it is long', 'chat/chat-service.ts', lines(251)],
  ['half of the files', 'chat/chat-service.ts', lines(61)],
  ['a function has at most 80 lines', 'chat/chat-service.ts', `const create = () => {\n${lines(79)}};`],
  ['a line has one @throws', 'chat/chat-service.ts', '/** @throws {A} when @throws {B} */'],
])('%s (%s)', async (rule, file, text) => {
  expect(await failures(file, text)).toContainEqual(expect.stringMatching(new RegExp(`^${file}.*: .*${rule}`)));
});

it.each([
  ['chat/chat-service.ts', "import type { JobService } from '../jobs/job-service.ts';"],
  ['chat/chat-service.ts', "import { hasEnded } from '../jobs/job.ts';"],
  ['chat/chat-service.ts', "import { extractTask } from '../memory/facts/extract-task.ts';"],
  ['chat/chat-store.ts', "import { insertJob } from '../jobs/job-store.ts';"],
  ['chat/chat-schema.ts', "import { jobRef } from '../jobs/job-ref.ts';"],
  ['chat/chat-schema.ts', "import { builder } from '../graphql/builder.ts';"],
  ['chat/chat-store.ts', 'await database.prisma.job.count();'],
])('may be: %s: %s', async (file, text) => {
  expect(await failures(file, text)).toEqual([]);
});

it('lets a file be long that says why', async () => {
  const found = await failures('chat/chat-service.ts', `// It is long because it is one table.\n${lines(251)}`);
  expect(found).not.toContainEqual(expect.stringContaining('says in its first comment'));
});

it('sees cycles of files, of folders, and of types at the top', async () => {
  const root = await project({
    'src/chat/a.ts': "import '../memory/b.ts';",
    'src/memory/b.ts': "import type { C } from '../jobs/c.ts';",
    'src/jobs/c.ts': "import '../jobs/inner/d.ts';",
    'src/jobs/inner/d.ts': "import '../c.ts';",
    'src/jobs/e.ts': "import type { A } from '../chat/a.ts';",
  });
  const sources = readSources(join(root, 'src'));
  const [files, folders, tops] = cycleRules.map((rule) => rule.breaches(sources));
  expect(files).toContain('jobs/c.ts → jobs/inner/d.ts (jobs/c.ts → jobs/inner/d.ts → jobs/c.ts)');
  expect(folders).toEqual([
    'jobs/c.ts → jobs/inner/d.ts (jobs → jobs/inner → jobs)',
    'jobs/inner/d.ts → jobs/c.ts (jobs/inner → jobs → jobs/inner)',
  ]);
  expect(tops).toContain('memory/b.ts → jobs/c.ts (memory → jobs → chat → memory)');
});

it('sees long lines, crowded folders, and those of src that say nothing of themselves', async () => {
  const root = await project({
    'src/chat/long.ts': `// ${'é'.repeat(118)}\n`,
    'src/chat/longest-allowed.ts': `// ${'é'.repeat(117)}\n`,
    'src/chat/README.md': '# chat\n\nWhat is said.\n',
    'src/jobs/README.md': '# jobs\n',
    ...Object.fromEntries(Array.from({ length: 16 }, (_, each) => [`test/crowd/${each}.ts`, ''])),
    ...Object.fromEntries(Array.from({ length: 15 }, (_, each) => [`test/full/${each}.ts`, ''])),
  });
  const folders = readFolders(root);
  expect(longLines(root, folders)).toEqual([expect.stringMatching(/^src\/chat\/long\.ts:1: /)]);
  expect(crowdedFolders(folders)).toEqual([expect.stringMatching(/^test\/crowd: .*16/)]);
  expect(unexplainedFolders(root, folders)).toEqual([expect.stringMatching(/^src\/jobs: /)]);
});

it('sees what documents name and is not there', async () => {
  const root = await project({
    'README.md':
      'See [the docs](docs/there.md#a-part-its-x), [more](docs/gone.md) and [a page](https://lex.test/page.md).',
    'docs/there.md':
      '# There\n\n[Here](#there), [not](#here), [lost](docs/there.md).\n\n## A part, its `x`\n\n' +
      'In `src/chat/chat.ts`, `chat/`, `chat/gone.ts`, `x-task.ts`, `lex config` and `./data`.',
    'src/chat/README.md': 'Begin with `chat.ts`, then `gone.ts`.',
    'src/chat/chat.ts': '',
  });
  expect(lostReferences(root, documentsOf(root, readFolders(root)))).toEqual([
    expect.stringMatching(/^README\.md: .*docs\/gone\.md is not/),
    expect.stringMatching(/^docs\/there\.md: .*#here is not/),
    expect.stringMatching(/^docs\/there\.md: .*docs\/there\.md is not/),
    expect.stringMatching(/^docs\/there\.md: .*chat\/gone\.ts is not/),
    expect.stringMatching(/^src\/chat\/README\.md: .* gone\.ts is not/),
  ]);
});
