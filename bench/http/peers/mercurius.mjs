import fastify from 'fastify';
import mercurius from 'mercurius';
import { namedSchema } from '../schema/named-schema.mjs';
import { announce, readInput } from './benchmark.mjs';

const { typeDefs, resolvers } = namedSchema(readInput());
const app = fastify();
// Each operation is compiled when it comes for the second time.
await app.register(mercurius, { schema: typeDefs, resolvers, jit: 1 });
await app.listen({ port: 0, host: '127.0.0.1' });
announce(app.server.address().port);
