/** Folders that know nothing of what Lex does. */
const MECHANISMS = ['cache', 'database', 'events', 'lmdb', 'load', 'metrics', 'queue', 'rates', 'redis', 'tracing'];
const FEATURES = [
  'accounts',
  'backup',
  'chat',
  'documents',
  'exporting',
  'files',
  'importing',
  'jobs',
  'memory',
  'models',
  'moving',
  'openai',
  'processes',
  'status',
  'usage',
];
const GROUND = [
  'config',
  'generated',
  'language',
  'time',
  'closing.ts',
  'errors.ts',
  'global-id.ts',
  'log.ts',
  'loggable-error.ts',
  'network-of.ts',
  'parse-input.ts',
];

/** From the lowest to the highest: a file imports from its own layer and from those before it. */
export const LAYERS = [
  'ground',
  'mechanisms',
  'features',
  'kit of the schema',
  'schemas',
  'api',
  'edge',
  'composition',
  'commands',
] as const;

export type Layer = (typeof LAYERS)[number];

const LAYER_OF: ReadonlyMap<string, Layer> = new Map<string, Layer>([
  ...GROUND.map((top) => [top, 'ground'] as const),
  ...MECHANISMS.map((top) => [top, 'mechanisms'] as const),
  ...FEATURES.map((top) => [top, 'features'] as const),
  ['graphql', 'kit of the schema'],
  ['api', 'api'],
  ['edge', 'edge'],
  ['open-mechanisms.ts', 'composition'],
  ['open-transports.ts', 'composition'],
  ['app.ts', 'composition'],
  ['machine-orders.ts', 'composition'],
  ['server.ts', 'composition'],
  ['user-property.ts', 'composition'],
  ['without-server.ts', 'composition'],
  ['doctor', 'composition'],
  ['commands', 'commands'],
  ['main.ts', 'commands'],
]);

/** Whether a file describes a part of the schema: those of all features are one layer. */
export const isSchema = (file: string) => /-(schema|ref)\.ts$/.test(file);

/** The first folder of a path, or the file itself where it lies in `src`. */
export const topOf = (file: string) => file.split('/', 1)[0] ?? file;

export const isFeature = (file: string) => FEATURES.includes(topOf(file));

/** Whether an import is of one of our own files. */
export const isOurs = (target: string) => target.endsWith('.ts');

/** Undefined for a folder that no layer has been chosen for. */
export function layerOf(file: string): Layer | undefined {
  return isFeature(file) && isSchema(file) ? 'schemas' : LAYER_OF.get(topOf(file));
}
