import { useServer } from 'graphql-ws/use/ws';
import { createSchema } from 'graphql-yoga';
import { WebSocketServer } from 'ws';
import { createResolvers, newsOf, typeDefs } from '../schema/news.mjs';
import { announce, onPublish } from './benchmark.mjs';
import { createSource } from './source.mjs';

const source = createSource();
const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1', path: '/graphql' });
useServer({ schema: createSchema({ typeDefs, resolvers: createResolvers(source.subscribe) }) }, sockets);
sockets.on('listening', () => announce(sockets.address().port));
onPublish((number) => source.publish(newsOf(number)));
