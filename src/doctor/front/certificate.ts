import { once } from 'node:events';
import { connect } from 'node:tls';
import { messageOf } from '../../errors.ts';
import type { Check } from '../findings/check.ts';
import { SHORT_MS } from '../findings/check.ts';
import { type Finding, named, ok, problem, unchecked, warning } from '../findings/finding.ts';
import { sentence } from '../findings/sentence.ts';
import { frontAddress } from './front-address.ts';

const DAY_MS = 86_400_000;
/** Those that renew certificates do it a month before their end. */
const SOON_DAYS = 14;

/** The certificate at --url: whether it holds, and for how long. */
export const certificate: Check = {
  name: 'front.certificate',
  timeoutMs: () => SHORT_MS,
  async run({ front }, signal) {
    if (front.url === undefined) return [];
    const { hostname, isEncrypted, graphql } = frontAddress(front.url);
    if (!isEncrypted) return [];
    const host = hostname.replace(/^\[|\]$/g, '');
    const socket = connect({ host, servername: host, port: Number(new URL(graphql).port || 443) });
    try {
      await once(socket, 'secureConnect', { signal });
      const days = (Date.parse(socket.getPeerCertificate().valid_to) - Date.now()) / DAY_MS;
      return named('front.certificate', [judgeCertificate(days)]);
    } catch (error) {
      if (signal.aborted) return named('front.certificate', [unchecked('No connection was made in time.')]);
      const fix = 'Renew the certificate, with its whole chain, for this very name.';
      return named('front.certificate', [problem(`No browser goes on here: ${sentence(messageOf(error))}`, fix)]);
    } finally {
      socket.destroy();
    }
  },
};

/** @param days for how many it holds */
export function judgeCertificate(days: number): Finding {
  const facts = { days: Math.floor(days) };
  const says = `The certificate holds for ${facts.days} more days.`;
  if (days > SOON_DAYS) return ok(says, facts);
  return warning(says, 'Renew it, and look why that isn’t done by itself.', facts);
}
