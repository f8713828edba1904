import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A way to PostgreSQL that lends its sessions for one transaction at a time, as poolers may. */
export interface TransactionPooler {
  readonly port: number;
  close(): Promise<void>;
}

const READY_FOR_QUERY = 'Z';
const NOTIFICATION = 'A';
/** What ends what a client asks: a simple query, or the sync of an extended one. */
const ENDS_CYCLE = /[QS]/;

/** Takes whole messages from the bytes of a connection: a type, and a length that counts itself. */
class Messages {
  #rest = Buffer.alloc(0);
  /** A client's first message has no type. */
  #untyped: boolean;

  constructor({ untyped }: { readonly untyped: boolean }) {
    this.#untyped = untyped;
  }

  *push(data: Buffer): Generator<{ readonly type: string; readonly bytes: Buffer }> {
    this.#rest = Buffer.concat([this.#rest, data]);
    for (;;) {
      const head = this.#untyped ? 0 : 1;
      if (this.#rest.length < head + 4) return;
      const length = head + this.#rest.readUInt32BE(head);
      if (this.#rest.length < length) return;
      const bytes = this.#rest.subarray(0, length);
      this.#rest = this.#rest.subarray(length);
      const type = this.#untyped ? '' : String.fromCharCode(bytes[0] ?? 0);
      this.#untyped = false;
      yield { type, bytes };
    }
  }
}

/** Gives each connection two sessions of a server that asks for no password, by turns. */
export async function startTransactionPooler(to: {
  readonly host: string;
  readonly port: number;
}): Promise<TransactionPooler> {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    return socket.on('close', () => sockets.delete(socket));
  };
  const server = createServer((client) => {
    keep(client);
    const sessions = [0, 1].map(() => keep(connect(to)));
    client.on('close', () => sessions.forEach((session) => void session.destroy()));
    let turn = 0;
    const asked = new Messages({ untyped: true });
    client.on('data', (data) => {
      for (const { type, bytes } of asked.push(data)) {
        if (type === '') for (const session of sessions) session.write(bytes);
        else sessions[turn % sessions.length]?.write(bytes);
        if (ENDS_CYCLE.test(type)) turn += 1;
      }
    });
    for (const [index, session] of sessions.entries()) {
      const answered = new Messages({ untyped: false });
      // The client is told of the beginning of one of them.
      let isTold = index === 0;
      session.on('data', (data) => {
        for (const { type, bytes } of answered.push(data)) {
          if (isTold && type !== NOTIFICATION) client.write(bytes);
          if (type === READY_FOR_QUERY) isTold = true;
        }
      });
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
