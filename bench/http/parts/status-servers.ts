import { ask } from '../measuring/ask.ts';
import type { Bench } from '../measuring/open-bench.ts';
import type { MeasuredServer } from '../servers/measured-server.ts';
import { readOperation } from './operations/read-operation.ts';

/** Two servers that answer the same to the same question for the status. */
export interface AskedForStatus {
  /** The whole server. */
  readonly lex: MeasuredServer;
  /** A server with the same types, and a resolver that returns what Lex had answered. */
  readonly mercurius: MeasuredServer;
  readonly body: string;
  readonly answer: string;
}

/** @throws when they answer differently */
export async function askedForStatus(bench: Bench): Promise<AskedForStatus> {
  const body = JSON.stringify({ query: '{ status { state version components { name state } } }' });
  const lex = await bench.lex('Lex');
  const query = await readOperation(bench.checkouts.now, 'Status');
  const { status } = (await ask(lex.url, JSON.stringify({ query }))).data;
  const mercurius = await bench.peer('Mercurius + JIT', 'mercurius', { schema: 'status', status });
  const [answer, theirs] = [await ask(lex.url, body), await ask(mercurius.url, body)];
  if (JSON.stringify(answer.data) !== JSON.stringify(theirs.data)) {
    throw new Error(`Lex answers ${answer.text}, and Mercurius ${theirs.text}`);
  }
  return { lex, mercurius, body, answer: answer.text };
}
