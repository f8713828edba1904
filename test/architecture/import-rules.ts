import { isFeature, isOurs, isSchema, LAYERS, layerOf, topOf } from './layers.ts';
import type { Import } from './read-sources.ts';
import type { Rule } from './rule.ts';

/** What a feature says of itself in plain types, states and errors: all others may read it. */
const DOMAIN = [
  'accounts/viewer.ts',
  'files/file-store.ts',
  'files/stored-file.ts',
  'documents/document.ts',
  'jobs/job.ts',
  'jobs/job-kind.ts',
  'jobs/task.ts',
  'memory/memory.ts',
  'models/completion.ts',
  'models/failures/model-error.ts',
  'models/model.ts',
  'models/prompt/completion-texts.ts',
];
/** What others may call, when it is handed to them: they import its type alone. */
const SERVICE =
  /(-service|memory-upkeep)\.ts$|^models\/(models|embeddings|speech\/[a-z]+-model|contexts\/model-contexts?)\.ts$/;
const TASK = /-task\.ts$/;
const REF = /-ref\.ts$/;
const LOADERS = /-loaders\.ts$/;
/** The statement that stores a job is a part of others' statements. */
const JOB_STORE = 'jobs/job-store.ts';
const STORE = /-store\.ts$/;

/** The libraries that only these may load, or take a type of. A name with a slash at its end is all that begin so. */
const LIBRARIES: readonly [libraries: readonly string[], owners: readonly string[]][] = [
  [['graphql'], ['graphql', 'api', 'edge']],
  [['@pothos/'], ['graphql']],
  [['graphql-yoga'], ['edge']],
  [
    ['graphql-ws', 'ws'],
    ['edge', 'commands', 'doctor'],
  ],
  // The queue's backend on PostgreSQL is made where the connections are, and chosen in open-transports.ts.
  [['bullmq'], ['queue', 'database', 'open-transports.ts']],
  [['pg', '@prisma/', '@electric-sql/', 'fs-native-extensions'], ['database']],
  [['lmdb'], ['lmdb']],
  [['aws4fetch'], ['files']],
  [['yazl'], ['exporting']],
  [['yauzl', '@streamparser/'], ['importing']],
  [['ioredis'], ['redis']],
  [['@ai-sdk/', 'eventsource-parser', 'mathjs', 'mathjs/', 'undici'], ['models']],
  [['fflate', 'htmlparser2', 'mammoth', 'marked', 'unpdf'], ['documents']],
  [['prom-client'], ['metrics']],
  [['@opentelemetry/'], ['tracing']],
  [['pino', 'pino-pretty'], ['log.ts']],
];

const shown = ({ file, target }: Import) => `${file} → ${target}`;

function broken(rule: (each: Import) => boolean): Rule['breaches'] {
  return (sources) => sources.flatMap(({ imports }) => imports.filter(rule).map(shown));
}

export const importRules: readonly Rule[] = [
  {
    name: 'what the rules name is there',
    wayOut: 'Correct the list in test/architecture/import-rules.ts',
    breaches(sources) {
      const files = new Set(sources.map(({ file }) => file));
      return [...DOMAIN, JOB_STORE].filter((file) => !files.has(file));
    },
  },
  {
    name: 'each file and folder of src has a layer',
    wayOut: 'Put it into the folder that it belongs to, or name a new folder in test/architecture/layers.ts',
    breaches: (sources) => sources.filter(({ file }) => !layerOf(file)).map(({ file }) => file),
  },
  {
    name: `a file imports from its own layer and from lower ones (${LAYERS.join(' < ')})`,
    wayOut: 'Take what is needed as a parameter, or move what both need down',
    breaches: broken(({ file, target }) => isOurs(target) && rankOf(target) > rankOf(file)),
  },
  {
    name: 'a feature takes of another one its domain, its tasks, its refs (in schemas), and the type of its service',
    wayOut: 'Ask its service for it, or move what both need into a file of plain types of the feature that owns it',
    breaches: broken((each) => isFeature(each.file) && isFeature(each.target) && !isShownToFeatures(each)),
  },
  {
    name: 'who is no feature takes of one what lies at its top, its services, schemas and loaders',
    wayOut:
      'Let the feature open it (open-x.ts) and hand it out as its service, or declare what is needed as a type there',
    breaches: broken((each) => !isFeature(each.file) && isFeature(each.target) && !isShownToOthers(each)),
  },
  {
    name: 'the kit of the schema and the edge take nothing of a feature by value',
    wayOut: 'Take it as a parameter: app.ts opens features, and api/ puts their schemas and loaders together',
    breaches: broken(
      ({ file, target, typeOnly }) => ['graphql', 'edge'].includes(topOf(file)) && isFeature(target) && !typeOnly,
    ),
  },
  {
    name: 'the domain of a feature is plain: it imports no services, stores, libraries or mechanisms by value',
    wayOut: 'Move the part that needs them into a file of its own',
    breaches: broken(
      ({ file, target, typeOnly }) =>
        DOMAIN.includes(file) &&
        !typeOnly &&
        layerOf(target) !== 'ground' &&
        target !== 'zod' &&
        !DOMAIN.includes(target),
    ),
  },
  {
    name: 'exporting and importing know the tables alone, and the command line alone knows them',
    wayOut: 'Read and write rows through database/; what is more than rows belongs to the feature that owns them',
    breaches: broken(
      ({ file, target }) =>
        (topOf(file) === 'moving' && isOurs(target) && isFeature(target) && topOf(target) !== 'moving') ||
        (topOf(target) === 'moving' && !['moving', 'commands'].includes(topOf(file))),
    ),
  },
  {
    name: 'main.ts knows the commands and how to end, nothing else',
    wayOut: 'Do it in the command',
    breaches: broken(
      ({ file, target }) =>
        file === 'main.ts' && isOurs(target) && !['commands', 'config', 'errors.ts', 'log.ts'].includes(topOf(target)),
    ),
  },
  {
    name: 'transports are opened by open-mechanisms.ts, that by app.ts, and app.ts and server.ts are used by commands',
    wayOut: 'Take the part of it that is needed as a parameter',
    breaches: broken(
      ({ file, target, typeOnly }) =>
        (target === 'open-transports.ts' && file !== 'open-mechanisms.ts' && !typeOnly) ||
        (target === 'open-mechanisms.ts' && file !== 'app.ts' && !typeOnly) ||
        (['app.ts', 'server.ts'].includes(target) &&
          !['commands', 'server.ts', 'without-server.ts'].includes(topOf(file))),
    ),
  },
  {
    name: 'the typed operations are for clients: the command line and tests',
    wayOut: 'Inside the server call the service',
    breaches: broken(({ file, target }) => target === 'generated/graphql.ts' && topOf(file) !== 'commands'),
  },
  {
    name: "Prisma's client and its SQL are known to stores, database/ and moving/ alone, their types too",
    wayOut: 'Move the statement into the x-store.ts of the feature, under a name that says what it reads or writes',
    breaches: broken(
      ({ file, target }) =>
        /^generated\/prisma\/(?!enums\.ts$)/.test(target) &&
        !STORE.test(file) &&
        !['database', 'moving'].includes(topOf(file)),
    ),
  },
  {
    name: 'a task is what a producer imports: it loads no service, store, handler or mechanism',
    wayOut: 'Leave the name, the input, the attempts and the time limit in it, and move the work to the x-handler.ts',
    breaches: broken(
      ({ file, target, typeOnly }) =>
        TASK.test(file) && !typeOnly && isOurs(target) && layerOf(target) !== 'ground' && !isPlain(target),
    ),
  },
  {
    name: 'a handler is loaded by what opens its feature',
    wayOut: 'Import the task; what others need of the work goes into a file of its own',
    breaches: broken(
      ({ file, target, typeOnly }) =>
        /-handler\.ts$/.test(target) && !typeOnly && !/(^|\/)open-[^/]+\.ts$|^app\.ts$/.test(file),
    ),
  },
  ...LIBRARIES.map(([libraries, owners]) => ({
    name: `only ${owners.join(', ')} may import ${libraries.join(', ')}, types too`,
    wayOut: 'Let its owner export what is needed in its own words',
    breaches: broken(({ file, target }) => isOneOf(libraries, target) && !owners.includes(topOf(file))),
  })),
  {
    name: 'DataLoader is known to loaders alone',
    wayOut: 'Make the loader in an x-loaders.ts',
    breaches: broken(({ file, target }) => target === 'dataloader' && !LOADERS.test(file)),
  },
];

function isOneOf(libraries: readonly string[], target: string): boolean {
  return libraries.some((each) => target === each || (each.endsWith('/') && target.startsWith(each)));
}

function isPlain(file: string): boolean {
  return DOMAIN.includes(file) || TASK.test(file);
}

function rankOf(file: string): number {
  const layer = layerOf(file);
  return layer ? LAYERS.indexOf(layer) : -1;
}

function isShownToFeatures({ file, target, typeOnly }: Import): boolean {
  if (topOf(file) === topOf(target) || DOMAIN.includes(target) || TASK.test(target)) return true;
  if (REF.test(target)) return isSchema(file);
  if (target === JOB_STORE) return STORE.test(file);
  return SERVICE.test(target) && typeOnly;
}

function isShownToOthers({ file, target, typeOnly }: Import): boolean {
  if (DOMAIN.includes(target) || isSchema(target) || LOADERS.test(target)) return true;
  if (SERVICE.test(target)) return typeOnly || layerOf(file) === 'composition';
  // The backends of a reply's log are chosen with the other transports.
  if (file === 'open-transports.ts') return /^chat\/replies\/log\/[^/]*reply-log\.ts$/.test(target);
  return target.split('/').length === 2;
}
