import { z } from 'zod';
import { messageOf } from '../../errors.ts';
import type { Check, Examined } from '../findings/check.ts';
import { type Finding, type NamedFinding, named, ok, problem, unchecked } from '../findings/finding.ts';
import { judgeClock } from '../findings/judge-clock.ts';
import { sentence } from '../findings/sentence.ts';
import { type Answer, asJson, ask } from './ask.ts';
import { type FrontAddress, frontAddress } from './front-address.ts';

const LIMIT_MS = 20_000;
const READY_TRIES = 3;

/** Whether a server answers and is ready, at --url or on this machine, and what its clock says. */
export const serverReach: Check = {
  name: 'server',
  timeoutMs: () => LIMIT_MS,
  async run(examined, signal) {
    const address = addressFor(examined);
    if (typeof address === 'string') return named('server', [unchecked(address)]);
    try {
      return await look(address, signal);
    } catch (error) {
      const reason = sentence(messageOf(error));
      if (examined.front.url === undefined) {
        return named('server', [unchecked(`No server answers at ${address.at('/')}: ${reason}`, 'Start it.')]);
      }
      const fix = 'See that the name leads there, that the proxy listens, and that a firewall lets it be reached.';
      return named('server', [problem(`Nothing answers at ${address.at('/')}: ${reason}`, fix)]);
    }
  },
};

/** @returns why there is none, in a sentence */
function addressFor({ front, config }: Examined): FrontAddress | string {
  if (front.url !== undefined) return frontAddress(front.url);
  if (!config) return 'The settings have to be mended first.';
  if (config.role === 'work') return 'LEX_ROLE is work: such a process answers nobody.';
  if (config.port === 0) return 'PORT is 0, any free port: name the server with --url.';
  // An address that stands for all of a machine's leads, as one to ask, to the machine itself.
  const host = /^(0\.0\.0\.0|::)$/.test(config.host) ? 'localhost' : config.host;
  return frontAddress(`http://${host.includes(':') ? `[${host}]` : host}:${config.port}`);
}

const readiness = z.object({ ready: z.boolean(), reasons: z.array(z.string()) });

async function look(address: FrontAddress, signal: AbortSignal): Promise<NamedFinding[]> {
  let answer = await ask(address.at('/health/ready'), { signal });
  for (let more = 1; more < READY_TRIES; more++) {
    const next = await ask(address.at('/health/ready'), { signal });
    if (next.durationMs < answer.durationMs) answer = next;
  }
  return [...named('server', [judgeReady(address, answer)]), ...clockOf(answer)];
}

function judgeReady(address: FrontAddress, answer: Answer): Finding {
  const where = address.at('/health/ready');
  const found = readiness.safeParse(asJson(answer.body)).data;
  const facts = { status: answer.status, durationMs: Math.round(answer.durationMs) };
  if (!found) {
    const redirect = answer.headers.get('location');
    const what = redirect ? `a redirect to ${redirect.slice(0, 200)}` : `status ${answer.status}`;
    const fix = redirect
      ? 'Give clients the address that it leads to: they don’t send a mutation again after a redirect.'
      : 'See where the proxy leads: all paths have to reach Lex as they are.';
    return problem(`${where} is not answered by Lex, but with ${what}.`, fix, facts);
  }
  if (!found.ready) {
    const fix = 'It gets no requests from a proxy that looks there: mend what it names.';
    return problem(`The server is not ready: ${found.reasons.join('; ')}.`, fix, facts);
  }
  return ok(`The server at ${address.at('/')} is ready, and answered within ${facts.durationMs} ms.`, facts);
}

/** What `Date` says is of the second in which the answer was made, or of a proxy on the way. */
function clockOf({ headers, before, after }: Answer): NamedFinding[] {
  const date = Date.parse(headers.get('date') ?? '');
  if (Number.isNaN(date)) return [];
  const uncertainMs = (after - before) / 2 + HALF_SECOND_MS;
  const aheadMs = date + HALF_SECOND_MS - (before + after) / 2;
  return named('clock.server', [judgeClock("The server's clock, or its proxy's,", aheadMs, uncertainMs)]);
}

const HALF_SECOND_MS = 500;
