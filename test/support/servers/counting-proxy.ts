import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A way to a server of this machine that counts how often the server is asked. */
export interface CountingProxy {
  readonly port: number;
  /**
   * How many round trips there were: on each connection, how often it was asked something after an answer. What is
   * asked together, without waiting for an answer in between, is one.
   */
  readonly roundTrips: number;
  close(): Promise<void>;
}

/** Listens on a free port of the loopback, and passes on what comes to another one. */
export async function startCountingProxy(to: { readonly port: number; readonly host: string }): Promise<CountingProxy> {
  const sockets = new Set<Socket>();
  let roundTrips = 0;

  function keep(socket: Socket, other: Socket): void {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      sockets.delete(socket);
      other.destroy();
    });
  }

  const server = createServer((inner) => {
    const outer = connect(to);
    keep(inner, outer);
    keep(outer, inner);
    let isAsked = false;
    inner.on('data', (data) => {
      if (!isAsked) roundTrips++;
      isAsked = true;
      outer.write(data);
    });
    outer.on('data', (data) => {
      isAsked = false;
      inner.write(data);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    get roundTrips() {
      return roundTrips;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The same address, but for the port of this machine that it leads to. */
export async function countOnTheWayTo(url: string): Promise<{ readonly url: string; readonly proxy: CountingProxy }> {
  const through = new URL(url);
  const proxy = await startCountingProxy({ host: through.hostname, port: Number(through.port) });
  through.hostname = '127.0.0.1';
  through.port = String(proxy.port);
  return { url: through.href, proxy };
}
