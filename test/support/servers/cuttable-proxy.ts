import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Where a proxy leads. */
export interface Target {
  readonly port: number;
  readonly host: string;
}

/** A way to a server that can be cut, broken and slowed. */
export interface CuttableProxy {
  readonly port: number;
  /** From now on nothing gets through any more, and nobody is told. */
  cut(): void;
  heal(): void;
  /** Breaks off all connections, at once; new ones are let through. */
  breakOff(): void;
  /**
   * Breaks off all connections when so many more bytes have been passed to clients, and not one more, be it in the
   * middle of a character. Resolves then.
   */
  breakOffAfter(bytes: number): Promise<void>;
  /** From now on all that comes is passed on this much later, in milliseconds and in its order. 0 ends that. */
  slow(delayMs: number): void;
  /** From now on new connections lead there, to one after the other. */
  leadTo(...targets: readonly Target[]): void;
  close(): Promise<void>;
}

/** Listens on a free port of the loopback, and passes on what comes to others, by turns. */
export async function startCuttableProxy(...first: readonly [Target, ...Target[]]): Promise<CuttableProxy> {
  const sockets = new Set<Socket>();
  let targets: readonly Target[] = first;
  let turn = 0;
  let isCut = false;
  let delayMs = 0;
  /** What clients are still given, and whom to tell when they were. */
  let last: { bytes: number; broken(): void } | undefined;

  function keep(socket: Socket): void {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  }

  function breakOff(): void {
    for (const socket of sockets) socket.resetAndDestroy();
  }

  function giveTo(client: Socket, data: Buffer): void {
    if (!last || data.length < last.bytes) {
      if (last) last.bytes -= data.length;
      client.write(data);
      return;
    }
    const { bytes, broken } = last;
    last = undefined;
    // Once its end has been sent, so has all that came before.
    client.end(data.subarray(0, bytes), () => {
      breakOff();
      broken();
    });
  }

  function pass(from: Socket, give: (data: Buffer) => void, to: Socket): void {
    // What comes while it is cut is lost, as it is on the way to a machine that is gone.
    let passed = Promise.resolve();
    let waiting = 0;
    // What comes after something that waits has to wait for it as well.
    const inTurn = (pass: () => void) => {
      const wait = delayMs;
      if (wait > 0 || waiting > 0) {
        waiting++;
        const due = sleep(wait);
        passed = passed.then(async () => {
          await due;
          waiting--;
          if (!isCut) pass();
        });
      } else if (!isCut) pass();
    };
    from.on('data', (data: Buffer) => inTurn(() => give(data)));
    from.on('close', () => inTurn(() => to.destroy()));
  }

  const server = createServer((inner) => {
    const target = targets[turn++ % targets.length];
    if (!target) return void inner.destroy();
    const outer = connect(target);
    for (const socket of [inner, outer]) keep(socket);
    pass(inner, (data) => outer.write(data), outer);
    pass(outer, (data) => giveTo(inner, data), inner);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    cut() {
      isCut = true;
    },
    heal() {
      isCut = false;
      // What was lost would be missing in the middle of what was said.
      for (const socket of sockets) socket.destroy();
    },
    breakOff,
    breakOffAfter: (bytes) =>
      new Promise((resolve) => {
        last = { bytes, broken: resolve };
      }),
    slow(delay) {
      delayMs = delay;
    },
    leadTo(...next) {
      targets = next;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
