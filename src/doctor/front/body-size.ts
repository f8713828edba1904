import { messageOf } from '../../errors.ts';
import type { Check } from '../findings/check.ts';
import { SHORT_MS } from '../findings/check.ts';
import { type Finding, named, ok, problem, unchecked, warning } from '../findings/finding.ts';
import { sentence } from '../findings/sentence.ts';
import { type Answer, ask } from './ask.ts';
import { credentialOf, frontAddress } from './front-address.ts';

/** The default of LEX_BODY_MAX_BYTES, where the settings aren't known. */
const USUAL_BYTES = 2 ** 20;

/** Whether a body as long as Lex takes it passes what is on the way. It asks for nothing, and changes nothing. */
export const bodySize: Check = {
  name: 'front.body',
  timeoutMs: () => 2 * SHORT_MS,
  async run({ front, config }, signal) {
    if (front.url === undefined) return [];
    const bytes = config?.bodyMaxBytes ?? USUAL_BYTES;
    try {
      const answer = await ask(frontAddress(front.url).graphql, {
        signal,
        method: 'POST',
        headers: { 'content-type': 'application/json', ...credentialOf(front) },
        body: bodyOf(bytes),
      });
      return named('front.body', [judgeBody(answer, bytes)]);
    } catch (error) {
      const why = `A body of ${bytes} bytes got no answer: ${sentence(messageOf(error))}`;
      return named('front.body', [front.key ? warning(why, FIX) : unchecked(why, 'Try it with --key.')]);
    }
  },
};

const FIX = 'Raise what the proxy takes: client_max_body_size of nginx, request_body max_size of Caddy.';

function bodyOf(bytes: number): string {
  const [before, after] = ['{"query":"{ __typename }","extensions":{"lexDoctor":"', '"}}'];
  return before + 'x'.repeat(Math.max(0, bytes - before.length - after.length)) + after;
}

export function judgeBody({ status, isOfLex }: Pick<Answer, 'status' | 'isOfLex'>, bytes: number): Finding {
  const facts = { bytes, status };
  if (isOfLex && status === 413) {
    const says = `The server takes shorter bodies than LEX_BODY_MAX_BYTES says here (${bytes} bytes).`;
    return warning(says, 'Set it alike, and start the server again.', facts);
  }
  if (isOfLex) return ok(`A body of ${bytes} bytes, the longest that Lex takes, arrives.`, facts);
  const says = `A body of ${bytes} bytes does not arrive, which Lex would take: something on the way says ${status}.`;
  return problem(says, FIX, facts);
}
