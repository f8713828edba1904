import { once } from 'node:events';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { within } from '../../../src/time/within.ts';
import type { Cores } from './cores.ts';
import { asServer, type MeasuredServer } from './measured-server.ts';
import { startProcess } from './start-process.ts';

// Seen from dist/bench/main.js. Peers run where they are written, so that they find bench/node_modules.
const PEERS = new URL('../../bench/http/peers/', import.meta.url);
const LEX_EDGE = new URL('./http/lex/lex-edge.js', import.meta.url);
const START_TIMEOUT_MS = 30_000;

const announcement = z.object({ url: z.string() });

export type PeerName = 'raw' | 'mercurius' | 'apollo' | 'yoga' | 'raw-ws' | 'graphql-ws';

/** What a peer serves: a schema by its name, a ready status, or an answer that was made before. */
export interface PeerInput {
  readonly schema?: 'posts' | 'status' | 'news';
  readonly status?: unknown;
  readonly answer?: string;
}

/** Starts a server of somebody else's, as its makers advise for production. */
export function startPeer(name: string, peer: PeerName, cores: Cores, input: PeerInput = {}): Promise<MeasuredServer> {
  return startAnnounced(name, new URL(`${peer}.mjs`, PEERS), cores, { input, env: { NODE_ENV: 'production' } });
}

/**
 * Starts Lex's stack over the schema of the peers: all that stands before the resolvers, but none of its features. It
 * is started as `npm start` starts the server.
 */
export function startLexEdge(name: string, cores: Cores, input: PeerInput): Promise<MeasuredServer> {
  return startAnnounced(name, LEX_EDGE, cores, { input, env: {} });
}

async function startAnnounced(
  name: string,
  file: URL,
  cores: Cores,
  { input, env }: { readonly input: PeerInput; readonly env: Readonly<Record<string, string>> },
): Promise<MeasuredServer> {
  const path = fileURLToPath(file);
  const child = startProcess(cores.server, [path, JSON.stringify(input)], {
    cwd: dirname(path),
    env,
  });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${name} ended with ${code}.`);
  });
  const [message] = await within(START_TIMEOUT_MS, Promise.race([once(child, 'message'), ended]));
  const { url } = announcement.parse(message);
  return asServer(child, { name, url: `${url}/graphql` });
}
