import { shorten } from '../../language/graphemes.ts';
import type { Provider } from '../providers/provider.ts';
import type { Failure } from './failure.ts';

/** How much of the provider's own words users are told. */
const DETAIL_LENGTH = 200;
/** How much of them the log tells the operator. */
const LOGGED_LENGTH = 500;
/** Keys of the providers that mark theirs, also with stars in the middle, and JSON web tokens. */
const KEYS = new RegExp(
  '\\b(?:sk|pk|rk|key|xai|nvapi|pplx|csk)-[\\w*-]{6,}|\\b(?:gsk|hf|r8|sk|pk)_[\\w*]{6,}|' +
    '\\bAIza[\\w*-]{10,}|\\beyJ[\\w.-]{20,}|\\bbearer \\S{6,}',
  'gi',
);

/** A shorter secret is a word that some servers want in place of a key. It is left, since any text may contain it. */
const SHORTEST_SECRET = 6;

/** Makes one short line of a provider's words, without secrets and without anything that looks like one. */
export function cleanDetail(detail: string, { secrets }: Pick<Provider, 'secrets'>, length = DETAIL_LENGTH): string {
  const line = detail
    .slice(0, 10 * length)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Surrogate}\s]+/gu, ' ')
    .trim();
  const hidden = secrets.filter((secret) => secret.length >= SHORTEST_SECRET);
  const safe = hidden.reduce((text, secret) => text.replaceAll(secret, '…'), line).replace(KEYS, '…');
  const cut = shorten(safe, length + 1);
  return cut.endsWith('.') ? cut.slice(0, -1) : cut;
}

/** What the log says of a failure, so that the operator finds its cause. */
export function describeFailure(failure: Failure, provider: Provider): Readonly<Record<string, unknown>> {
  if (failure.kind === 'garbled') return { failure: failure.kind, came: failure.came };
  if (failure.kind === 'timeout') return { failure: failure.kind, ms: failure.ms };
  if (failure.kind !== 'status' && failure.kind !== 'too-long') return { failure: failure.kind };
  const { kind, status, detail, form } = failure;
  return { failure: kind, status, form, detail: cleanDetail(detail, provider, LOGGED_LENGTH) };
}
