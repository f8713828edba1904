import { WebSocketServer } from 'ws';
import { newsOf } from '../schema/news.mjs';
import { announce, onPublish } from './benchmark.mjs';

// The least that a server on ws can do: one text, which is made once for each event, goes to every socket. It answers
// `connection_init`, so that the same client can connect to it.

const ACK = JSON.stringify({ type: 'connection_ack' });
const ID = '00000000-0000-4000-8000-000000000000';

const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: ([first]) => first });
sockets.on('connection', (socket) => socket.once('message', () => socket.send(ACK)));
sockets.on('listening', () => announce(sockets.address().port));
onPublish((number) => {
  const event = JSON.stringify({ id: ID, type: 'next', payload: { data: { news: newsOf(number) } } });
  const text = Buffer.from(event);
  for (const socket of sockets.clients) socket.send(text, { binary: false });
});
