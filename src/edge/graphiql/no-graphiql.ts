import type { ServerResponse } from 'node:http';

const TEXT = `This is the GraphQL API of Lex: send operations with POST, as application/json.
The page to try them out, GraphiQL, is turned off on this server (LEX_GRAPHIQL=false).
`;

/** Answers a browser that opens the address of the API where GraphiQL is turned off. */
export function sendNoGraphiql(response: ServerResponse): void {
  response.writeHead(200, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': Buffer.byteLength(TEXT),
    'Cache-Control': 'no-cache',
  });
  response.end(TEXT);
}
