import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isLoopbackName } from '../../config/kinds/loopback.ts';
import type { Check, Examined } from '../findings/check.ts';
import { SHORT_MS } from '../findings/check.ts';
import { type Finding, named, ok, warning } from '../findings/finding.ts';
import { whyGuessable } from './guessable.ts';

/** Secrets that can be guessed, and a file of secrets that others may read. None is ever shown. */
export const weakSecrets: Check = {
  name: 'settings.secrets',
  timeoutMs: () => SHORT_MS,
  async run(examined) {
    const findings = [...secretsIn(examined), ...passwordsIn(examined), ...(await openFile(examined))];
    return named('settings.secrets', findings.length > 0 ? findings : [ok('No secret is seen to be weak.')]);
  },
};

function secretsIn({ config }: Examined): Finding[] {
  const secrets = { LEX_ADMIN_KEY: config?.adminKey, LEX_JWT_SECRET: config?.jwt.secret };
  return Object.entries(secrets).flatMap(([name, secret]) => {
    const why = secret === undefined ? undefined : whyGuessable(secret);
    if (why === undefined) return [];
    return [warning(`${name} may be guessed: ${why}.`, 'Make another: openssl rand -hex 32.', { name })];
  });
}

/** The shortest password that isn't tried out over a network in reasonable time. */
const SHORTEST = 12;

function passwordsIn({ config }: Examined): Finding[] {
  const addresses = {
    DATABASE_URL: config?.databaseUrl,
    REDIS_URL: config?.redisUrl,
    REDIS_CACHE_URL: config?.redisCacheUrl,
  };
  return Object.entries(addresses).flatMap(([name, address]) => {
    if (address === undefined || !URL.canParse(address)) return [];
    const { hostname, username, password, protocol } = new URL(address);
    // Nobody else reaches a server of this machine's own address.
    if (hostname === '' || isLoopbackName(hostname)) return [];
    const findings: Finding[] = [];
    if (password === '') {
      // PostgreSQL may know who comes by other means; a Redis doesn't.
      if (/^redis/.test(protocol)) {
        const fix = `Set a password there (requirepass or ACL) and in ${name}, unless nobody else is in that network.`;
        findings.push(warning(`${name} leads to another machine without a password.`, fix, { name }));
      }
    } else if (password.length < SHORTEST || password === username || whyGuessable(password) !== undefined) {
      const says = `The password in ${name} may be guessed: it is short, a common word, or the name of its user.`;
      findings.push(warning(says, 'Give that user another: openssl rand -hex 24.', { name }));
    }
    if (isPublic(hostname) && !isEncrypted(address)) {
      const says = `${name} leads over a network without encryption, as far as the address says.`;
      const fix = /^redis/.test(protocol) ? 'Use rediss:// there.' : 'Add ?sslmode=verify-full to it.';
      findings.push(warning(says, fix, { name }));
    }
    return findings;
  });
}

/** Names without a dot, and addresses of private networks, lead nowhere outside of one's own. */
function isPublic(hostname: string): boolean {
  const isPrivate = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|\[f[cde])/i.test(hostname);
  return !isPrivate && /[.:]/.test(hostname) && !/\.(internal|local|lan|home\.arpa)$/i.test(hostname);
}

function isEncrypted(address: string): boolean {
  const { protocol, searchParams } = new URL(address);
  return protocol === 'rediss:' || /^(require|verify-ca|verify-full)$/.test(searchParams.get('sslmode') ?? '');
}

/** The rights of a file that others than its owner have. */
const OTHERS = 0o077;

async function openFile({ directory, fromFile }: Examined): Promise<Finding[]> {
  if (fromFile.size === 0) return [];
  const path = join(directory, '.env');
  const { mode } = await stat(path);
  if ((mode & OTHERS) === 0 || ![...fromFile].some((name) => /KEY|SECRET|PASSWORD|_URL$/.test(name))) return [];
  return [warning(`${path} holds secrets, and others of this machine may read it.`, `chmod 600 ${path}`)];
}
