import { createServer } from 'node:http';
import { announce, readInput } from './benchmark.mjs';

// The least that a server on node:http can do: it reads the body, and answers bytes that were made before.

const body = Buffer.from(readInput().answer);
const headers = { 'content-type': 'application/json; charset=utf-8', 'content-length': body.length };

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    Buffer.concat(chunks);
    response.writeHead(200, headers).end(body);
  });
});
server.listen(0, '127.0.0.1', () => announce(server.address().port));
