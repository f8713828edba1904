import { createServer } from 'node:http';
import { createSchema, createYoga } from 'graphql-yoga';
import { namedSchema } from '../schema/named-schema.mjs';
import { announce, readInput } from './benchmark.mjs';

const { typeDefs, resolvers } = namedSchema(readInput());
const server = createServer(createYoga({ schema: createSchema({ typeDefs, resolvers }) }));
server.listen(0, '127.0.0.1', () => announce(server.address().port));
