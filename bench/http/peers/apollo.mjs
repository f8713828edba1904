import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { namedSchema } from '../schema/named-schema.mjs';
import { announce, readInput } from './benchmark.mjs';

const { typeDefs, resolvers } = namedSchema(readInput());
const { url } = await startStandaloneServer(new ApolloServer({ typeDefs, resolvers }), {
  listen: { port: 0, host: '127.0.0.1' },
});
announce(new URL(url).port);
