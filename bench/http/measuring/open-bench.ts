import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Load, startLoad } from '../load/start-load.ts';
import type { Cores } from '../servers/cores.ts';
import { fillLex } from '../servers/fill-lex.ts';
import type { MeasuredServer } from '../servers/measured-server.ts';
import { startLex } from '../servers/start-lex.ts';
import { type PeerInput, type PeerName, startLexEdge, startPeer } from '../servers/start-peer.ts';

/** What a part of the benchmark works with: the load, and servers that are stopped when the part is over. */
export interface Bench {
  readonly load: Load;
  /** Where this checkout is, and the one to compare with, where one is given. */
  readonly checkouts: { readonly now: string; readonly before: string | undefined };
  /** Starts a server of somebody else's. */
  peer(name: string, peer: PeerName, input?: PeerInput): Promise<MeasuredServer>;
  /** Starts Lex's stack over a schema of the peers. */
  lexEdge(name: string, input: PeerInput): Promise<MeasuredServer>;
  /** Starts `lex serve` of this checkout, one at a time, over conversations and memories. */
  lex(name: string): Promise<MeasuredServer>;
  /** The same of the checkout to compare with, where one is given. */
  readonly before: ((name: string) => Promise<MeasuredServer>) | undefined;
  stopServers(): Promise<void>;
  close(): Promise<void>;
}

/** @param options.before another built checkout, to compare with */
export async function openBench(options: {
  readonly checkout: string;
  readonly before: string | undefined;
  readonly cores: Cores;
}): Promise<Bench> {
  const { cores } = options;
  const directory = await mkdtemp(join(tmpdir(), 'lex-bench-'));
  process.on('exit', () => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }));
  const load = startLoad();
  const servers: MeasuredServer[] = [];
  const kept = async (starting: Promise<MeasuredServer>): Promise<MeasuredServer> => {
    const server = await starting;
    servers.push(server);
    return server;
  };
  const stopServers = async (): Promise<void> => {
    for (const server of servers.splice(0)) await server.stop();
  };

  /** A checkout with a data directory of its own, which is filled when it is used for the first time. */
  function checkoutAt(checkout: string, dataDir: string): (name: string) => Promise<MeasuredServer> {
    let filled: Promise<void> | undefined;
    const fill = async (): Promise<void> => {
      const server = await kept(startLex('Lex, which is filled', { checkout, dataDir, cores }));
      await fillLex(server.url);
      await server.stop();
    };
    return async (name) => {
      filled ??= fill();
      await filled;
      return kept(startLex(name, { checkout, dataDir, cores }));
    };
  }

  return {
    load,
    checkouts: { now: options.checkout, before: options.before },
    peer: (name, peer, input) => kept(startPeer(name, peer, cores, input)),
    lexEdge: (name, input) => kept(startLexEdge(name, cores, input)),
    lex: checkoutAt(options.checkout, join(directory, 'lex')),
    before: options.before === undefined ? undefined : checkoutAt(options.before, join(directory, 'before')),
    stopServers,
    async close() {
      await stopServers();
      load.stop();
    },
  };
}
