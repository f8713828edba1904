import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { ATTACKS } from './attacks.ts';

// The process of the attackers. It attacks until it is told to stop.

/** How long each rests after an answer: what is measured are the attacks, not how fast they can be sent. */
const REST_MS = 250;
const SLOW_CLIENTS = 100;
const SLOW_EVERY_MS = 100;

const order = z.object({ url: z.string(), key: z.string() });

async function attack({ url, key }: z.infer<typeof order>): Promise<void> {
  const answered: Record<string, number> = {};
  const attackers = ATTACKS.map(async ({ name, body, authorization }) => {
    for (let turn = 0; ; turn++) {
      const headers = {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json',
        authorization: authorization?.(turn) ?? `Bearer ${key}`,
      };
      try {
        const answer = await fetch(url, { method: 'POST', headers, body });
        await answer.arrayBuffer();
        answered[`${name}: ${answer.status}`] = (answered[`${name}: ${answer.status}`] ?? 0) + 1;
      } catch {
        answered[`${name}: cut off`] = (answered[`${name}: cut off`] ?? 0) + 1;
      }
      await sleep(REST_MS);
    }
  });
  for (let client = 0; client < SLOW_CLIENTS; client++) sendSlowly(url, key);
  process.once('message', () => {
    process.send?.({ answered });
    process.disconnect();
  });
  await Promise.all(attackers);
}

/** Sends a body of a million bytes, one at a time, and begins again when it is cut off. */
function sendSlowly(url: string, key: string): void {
  const { hostname, port, host, pathname } = new URL(url);
  const socket = connect(Number(port), hostname);
  const head = [`POST ${pathname} HTTP/1.1`, `host: ${host}`, `authorization: Bearer ${key}`];
  socket.write(`${[...head, 'content-type: application/json', 'content-length: 1000000'].join('\r\n')}\r\n\r\n`);
  const bytes = setInterval(() => socket.write(' '), SLOW_EVERY_MS);
  socket.on('error', () => undefined);
  socket.once('close', () => {
    clearInterval(bytes);
    sendSlowly(url, key);
  });
}

process.once('disconnect', () => process.exit());
process.once('message', (message) => void attack(order.parse(message)));
