import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { LocalEventBus } from '../../../src/events/local-event-bus.ts';
import { createLog } from '../../../src/log.ts';
import { createMetrics } from '../../../src/metrics/metrics.ts';
import { assembleEdge, type SchemaDefinition } from '../../../test/support/edge/assemble-edge.ts';
import { createResolvers, type News, newsOf, typeDefs } from '../schema/news.mjs';
import * as posts from '../schema/posts.mjs';

// Lex's stack over the schema of the peers, as a process: all that the server puts before its resolvers, with what
// production needs of it, and with its events.

// Seen from dist/bench/http/lex/lex-edge.js.
const PACKAGE_ROOT = fileURLToPath(new URL('../../../..', import.meta.url));

const input = z.object({ schema: z.enum(['posts', 'news']) }).parse(JSON.parse(process.argv[2] ?? '{}'));
const order = z.object({ publish: z.int() });

const events = new LocalEventBus();
const topic = { name: 'news', missed: { key: '', ...newsOf(0) }, read: () => undefined };
const news: SchemaDefinition = {
  typeDefs,
  resolvers: createResolvers<{ signal: AbortSignal }>(({ signal }) =>
    events.subscribe<News & { key: string }>(topic, { signal }),
  ),
};

const { server } = assembleEdge({
  schema: input.schema === 'posts' ? posts : news,
  log: createLog('warn'),
  packageRoot: PACKAGE_ROOT,
  metrics: createMetrics({
    version: 'bench',
    status: async () => {
      throw new Error('Nobody reads the metrics.');
    },
    oldestWaitMs: async () => undefined,
    models: [],
    connections: () => ({ open: 0, idle: 0, waiting: 0 }),
    lmdb: () => [],
    load: { level: 'calm' },
  }),
});
const port = await server.listen();
process.once('disconnect', () => process.exit());
process.on('message', (message) => {
  const number = order.parse(message).publish;
  // Of events with the same key, only the newest is delivered.
  events.publish(topic, { key: String(number), ...newsOf(number) });
});
process.send?.({ url: `http://127.0.0.1:${port}` });
