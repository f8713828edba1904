import { createHmac, generateKeyPairSync, randomBytes } from 'node:crypto';
import { CompactEncrypt, type JWTPayload, SignJWT } from 'jose';
import { pino } from 'pino';
import { beforeAll, describe, expect, it } from 'vitest';
import { createReadToken } from '../../src/accounts/tokens/read-token.ts';
import { openAcknowledged, openRaw, subscribe } from '../support/clients/raw-socket.ts';
import { startTestServer, type TestServer } from '../support/lex/start-server.ts';
import { startTokenIssuer, type TokenIssuer } from '../support/token-issuer.ts';

const ISSUER = 'https://login.example.com/';
const AUDIENCE = 'lex';
const SECRET = 'a-secret-of-both-sides-that-nobody-guesses';
const WATCH = 'subscription { jobUpdated { id } }';

let issuer: TokenIssuer;
let byKeys: TestServer;
let bySecret: TestServer;
beforeAll(async () => {
  issuer = await startTokenIssuer();
  const settings = { LEX_AUTH: 'jwt', LEX_JWT_ISSUER: ISSUER, LEX_JWT_AUDIENCE: AUDIENCE };
  byKeys = await startTestServer({ ...settings, LEX_JWKS_URL: issuer.url, LEX_JWT_ROLE_CLAIM: 'realm.roles' });
  bySecret = await startTestServer({ ...settings, LEX_JWT_SECRET: SECRET });
});

const inSeconds = (seconds: number) => Math.floor(Date.now() / 1_000) + seconds;
const claimsOf = (sub: string, more: JWTPayload = {}): JWTPayload => ({
  sub,
  iss: ISSUER,
  aud: AUDIENCE,
  exp: inSeconds(600),
  ...more,
});
const signed = (claims: JWTPayload, secret = SECRET, header = {}) =>
  new SignJWT(claims).setProtectedHeader({ alg: 'HS256', ...header }).sign(new TextEncoder().encode(secret));

async function ask({ url }: TestServer, token: string, query = '{ viewer { id name role } }') {
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json',
      authorization: `Bearer ${token}`,
    },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = await answer.json();
  return { status: answer.status, data, message: errors?.[0]?.message, code: errors?.[0]?.extensions.code };
}

/** A token by hand, for what no library makes. */
function forged(header: object, claims: JWTPayload, sign: (text: string) => Buffer = () => Buffer.alloc(0)): string {
  const text = [header, claims].map((each) => Buffer.from(JSON.stringify(each)).toString('base64url')).join('.');
  return `${text}.${sign(text).toString('base64url')}`;
}

describe('a token', () => {
  it('lets in a user, who is made at first sight and is the same with the next one', async () => {
    const first = await ask(byKeys, await issuer.sign(claimsOf('mia', { name: 'Mia Müller' })));
    expect(first).toMatchObject({ status: 200, data: { viewer: { name: 'Mia Müller', role: 'USER' } } });
    const second = await ask(byKeys, await issuer.sign(claimsOf('mia', { email: 'mia@example.com' })));
    expect(second.data.viewer).toEqual({ ...first.data.viewer, name: 'mia@example.com' });
    const other = await ask(byKeys, await issuer.sign(claimsOf('bert')));
    expect(other.data.viewer).toMatchObject({ name: 'bert', role: 'USER' });
    expect(other.data.viewer.id).not.toBe(first.data.viewer.id);
  });

  it('of fifty requests at once makes one user', async () => {
    const token = await signed(claimsOf('many'));
    const answers = await Promise.all(
      Array.from({ length: 50 }, async (_, index) =>
        ask(bySecret, index % 2 ? token : await signed(claimsOf('many', { jti: String(index) }))),
      ),
    );
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    expect(new Set(answers.map(({ data }) => data.viewer.id)).size).toBe(1);
  });

  it('says by a claim who is an administrator, where the settings name one', async () => {
    const roles = ['offline_access', 'admin'];
    const admin = await ask(byKeys, await issuer.sign(claimsOf('ada', { realm: { roles } })));
    expect(admin.data.viewer.role).toBe('ADMIN');
    const exact = await ask(byKeys, await issuer.sign(claimsOf('ada', { 'realm.roles': 'admin' })));
    expect(exact.data.viewer.role).toBe('ADMIN');
    for (const claims of [{ realm: { roles: 'administrator' } }, { realm: null }, { roles: ['admin'] }, {}]) {
      const user = await ask(
        byKeys,
        await issuer.sign(claimsOf('ada', { jti: randomBytes(4).toString('hex'), ...claims })),
      );
      expect(user.data.viewer.role).toBe('USER');
    }
    const changes = await byKeys.database.prisma.auditEntry.findMany({ where: { action: 'USER_ROLE_CHANGED' } });
    expect(changes).toMatchObject([
      { actorName: 'ada', credential: 'TOKEN', targetName: 'ada', details: { from: 'ADMIN', to: 'USER' } },
    ]);
    const unsaid = await ask(bySecret, await signed(claimsOf('ada', { realm: { roles } })));
    expect(unsaid.data.viewer.role).toBe('USER');
  });

  it('holds on sockets, ends with them at its time, and goes on with a fresh one', async () => {
    const socketUrl = `${bySecret.url.replace('http', 'ws')}/graphql`;
    // It holds half a minute longer than it says, for clocks that are apart.
    const ends = claimsOf('walter', { exp: inSeconds(-10) });
    const bearer = async (claims: JWTPayload) => ({ authorization: `Bearer ${await signed(claims)}` });
    const [ended, renewed] = await Promise.all([
      openAcknowledged({ socketUrl }, await bearer(ends)),
      openAcknowledged({ socketUrl }, await bearer(ends)),
    ]);
    for (const socket of [ended, renewed]) socket.send(subscribe('1', WATCH));
    renewed.send({ type: 'ping', payload: await bearer(claimsOf('walter')) });
    expect(await renewed.next()).toMatchObject({ type: 'pong' });
    expect(await ended.closed).toBe(4403);
    renewed.send(subscribe('2', '{ viewer { name } }'));
    expect(await renewed.next()).toMatchObject({ id: '2', payload: { data: { viewer: { name: 'walter' } } } });
    const late = await openRaw({ socketUrl });
    late.send({ type: 'connection_init', payload: await bearer(claimsOf('walter', { exp: inSeconds(-40) })) });
    expect(await late.closed).toBe(4403);
  });

  it('makes keys for programs, which let in as its user', async () => {
    const token = await signed(claimsOf('keyed'));
    const made = await ask(
      bySecret,
      token,
      'mutation { createApiKey(name: "a script") { secret apiKey { expiresAt } } }',
    );
    expect(made.status).toBe(200);
    expect(made.data.createApiKey.apiKey.expiresAt).toBeNull();
    const byKey = await ask(bySecret, made.data.createApiKey.secret);
    expect(byKey.data).toEqual((await ask(bySecret, token)).data);
  });
});

describe('nobody is let in, and the server goes on, by a token', () => {
  let read: ReturnType<typeof createReadToken>;
  beforeAll(() => {
    const settings = { key: { jwksUrl: issuer.url }, issuer: ISSUER, audience: AUDIENCE };
    read = createReadToken(settings, { log: pino({ level: 'silent' }), cooldownMs: 60_000 });
  });
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const attacks: Record<string, () => Promise<string> | string> = {
    'without a signature ("alg": "none")': () => forged({ alg: 'none' }, claimsOf('eve')),
    'without a signature, written "nOnE"': () => forged({ alg: 'nOnE' }, claimsOf('eve')),
    'whose signature was cut off': async () => (await issuer.sign(claimsOf('eve'))).replace(/[^.]+$/, ''),
    'whose claims were changed': async () => {
      const [header, , signature] = (await issuer.sign(claimsOf('bert'))).split('.');
      return `${header}.${Buffer.from(JSON.stringify(claimsOf('eve'))).toString('base64url')}.${signature}`;
    },
    'that takes the public key for a secret': () =>
      forged({ alg: 'HS256', kid: 'key-0' }, claimsOf('eve'), (text) =>
        createHmac('sha256', issuer.publicKey()).update(text).digest(),
      ),
    'signed with another key': () =>
      new SignJWT(claimsOf('eve')).setProtectedHeader({ alg: 'RS256', kid: 'key-0' }).sign(rsa.privateKey),
    'that brings its own key ("jwk")': () =>
      new SignJWT(claimsOf('eve'))
        .setProtectedHeader({ alg: 'RS256', jwk: rsa.publicKey.export({ format: 'jwk' }) })
        .sign(rsa.privateKey),
    'that says where its key is ("jku")': () =>
      new SignJWT(claimsOf('eve'))
        .setProtectedHeader({ alg: 'RS256', kid: 'key-0', jku: 'http://127.0.0.1:1/keys' })
        .sign(rsa.privateKey),
    'whose "kid" is a path': () =>
      forged({ alg: 'HS256', kid: '../../../../dev/null' }, claimsOf('eve'), (text) =>
        createHmac('sha256', '').update(text).digest(),
      ),
    'whose "kid" is SQL': () =>
      forged({ alg: 'HS256', kid: "x' UNION SELECT 'k" }, claimsOf('eve'), (text) =>
        createHmac('sha256', 'k').update(text).digest(),
      ),
    'whose "kid" is a name of every object': () =>
      forged({ alg: 'RS256', kid: '__proto__' }, claimsOf('eve'), () => randomBytes(256)),
    'with a signature of zeros (ES256)': () =>
      forged({ alg: 'ES256', kid: 'key-0' }, claimsOf('eve'), () => Buffer.alloc(64)),
    'with an extension that nobody knows ("crit")': () =>
      forged({ alg: 'RS256', kid: 'key-0', crit: ['exp'], exp: 1 }, claimsOf('eve'), () => randomBytes(256)),
    'that has expired': () => issuer.sign(claimsOf('eve', { exp: inSeconds(-60) })),
    'that doesn’t hold yet': () => issuer.sign(claimsOf('eve', { nbf: inSeconds(600) })),
    'without an end': () => issuer.sign({ sub: 'eve', iss: ISSUER, aud: AUDIENCE }),
    'with an end that is no number': () => forged({ alg: 'RS256' }, { ...claimsOf('eve'), exp: '9' } as never),
    'for another audience': () => issuer.sign(claimsOf('eve', { aud: 'another' })),
    'for no audience': () => issuer.sign({ sub: 'eve', iss: ISSUER, exp: inSeconds(60) }),
    'of another issuer': () => issuer.sign(claimsOf('eve', { iss: 'https://evil.example.com/' })),
    'of the name that Lex gives itself': () => issuer.sign(claimsOf('admin', { iss: 'lex' })),
    'of nobody': () => issuer.sign({ iss: ISSUER, aud: AUDIENCE, exp: inSeconds(60) }),
    'of an empty name': () => issuer.sign(claimsOf('')),
    'of a name with NUL': () => issuer.sign(claimsOf('eve\u0000admin')),
    'of half a character': () => issuer.sign(claimsOf('\ud800')),
    'of a name longer than a row holds': () => issuer.sign(claimsOf('e'.repeat(256))),
    'of somebody who is an object': () => issuer.sign({ ...claimsOf('x'), sub: { not: 'a text' } } as never),
    'that is encrypted': () =>
      new CompactEncrypt(new TextEncoder().encode(JSON.stringify(claimsOf('eve'))))
        .setProtectedHeader({ alg: 'RSA-OAEP', enc: 'A256GCM' })
        .encrypt(rsa.publicKey),
    'that is three dots': () => '...',
    'that is only text': () => 'eve',
    'whose claims are a list': () => forged({ alg: 'RS256', kid: 'key-0' }, [] as never, () => randomBytes(256)),
  };

  it.each(Object.entries(attacks))('%s', async (_, attack) => {
    const token = await attack();
    await expect(read(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    const answer = await ask(byKeys, token);
    // So much fails from this address that it is told to wait, too.
    expect([401, 429]).toContain(answer.status);
    expect(answer.data).toBeUndefined();
    expect(JSON.stringify(answer)).not.toContain(token);
    expect((await ask(byKeys, await issuer.sign(claimsOf('bert')))).status).toBe(200);
  });

  it('signed with a secret that is not the server’s, or with another algorithm', async () => {
    const longer = await new SignJWT(claimsOf('eve'))
      .setProtectedHeader({ alg: 'HS512' })
      .sign(new TextEncoder().encode(SECRET.repeat(2)));
    for (const token of [
      await signed(claimsOf('eve'), SECRET.toUpperCase()),
      longer,
      await issuer.sign(claimsOf('eve')),
    ]) {
      expect(await ask(bySecret, token)).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
    }
    expect(await bySecret.database.prisma.user.count({ where: { subject: 'eve' } })).toBe(0);
  });

  it('and no user is made of one', async () => {
    const { prisma } = byKeys.database;
    expect(await prisma.user.count({ where: { OR: [{ subject: 'eve' }, { name: 'eve' }] } })).toBe(0);
    expect(await prisma.user.count({ where: { issuer: { notIn: [ISSUER] } } })).toBe(0);
  });

  it('and what was tried is not in the log', async () => {
    const token = await issuer.sign(claimsOf('eve', { exp: inSeconds(-60) }));
    await ask(byKeys, token);
    expect(JSON.stringify(byKeys.logLines)).not.toContain(token.split('.')[2]);
    expect(byKeys.logLines.filter(({ level }) => Number(level) >= 50)).toEqual([]);
  });
});

describe('the keys of an issuer', () => {
  const log = pino({ level: 'silent' });
  async function reader(options: { cooldownMs?: number; retryMs?: number } = {}) {
    const own = await startTokenIssuer();
    const settings = { key: { jwksUrl: own.url }, issuer: ISSUER, audience: AUDIENCE };
    return { own, read: createReadToken(settings, { log, cooldownMs: 0, retryMs: 0, ...options }) };
  }
  const refused = { code: 'UNAUTHENTICATED' };

  it('are read once for many who ask at once, and again for one that is new', async () => {
    const { own, read } = await reader();
    const old = await own.sign(claimsOf('mia'));
    await Promise.all(Array.from({ length: 50 }, () => read(old)));
    expect(own.asked).toBe(1);
    await own.rotate();
    expect(await read(await own.sign(claimsOf('mia')))).toMatchObject({ subject: 'mia' });
    expect(await read(old)).toMatchObject({ subject: 'mia' });
    expect(own.asked).toBe(2);
  });

  it('that were taken away don’t hold once they were read again', async () => {
    const { own, read } = await reader();
    const old = await own.sign(claimsOf('mia'));
    await read(old);
    await own.rotate({ keep: false });
    await read(await own.sign(claimsOf('mia')));
    await expect(read(old)).rejects.toMatchObject(refused);
  });

  it('are not read for each token that names one which isn’t there', async () => {
    const { own, read } = await reader({ cooldownMs: 60_000 });
    await read(await own.sign(claimsOf('mia')));
    for (let n = 0; n < 20; n += 1) {
      await expect(read(await own.sign(claimsOf('eve'), { kid: `made-up-${n}` }))).rejects.toMatchObject(refused);
    }
    expect(own.asked).toBe(1);
  });

  it('are tried one by one where nothing names them', async () => {
    const { own, read } = await reader();
    await own.rotate({ keep: false, kid: undefined });
    const first = await own.sign(claimsOf('mia'));
    await own.rotate({ kid: undefined });
    expect(await read(await own.sign(claimsOf('bert')))).toMatchObject({ subject: 'bert' });
    expect(await read(first)).toMatchObject({ subject: 'mia' });
    const stranger = await startTokenIssuer();
    await stranger.rotate({ keep: false, kid: undefined });
    await expect(read(await stranger.sign(claimsOf('eve')))).rejects.toMatchObject(refused);
  });

  it.each(['status 500', 'page'] as const)('go on while their address answers with %s', async (answer) => {
    const { own, read } = await reader();
    const known = await own.sign(claimsOf('mia'));
    await read(known);
    own.answerWith(answer);
    await own.rotate();
    const unknown = await own.sign(claimsOf('mia'));
    await expect(read(unknown)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await read(known)).toMatchObject({ subject: 'mia' });
    await expect(read(`${known}x`)).rejects.toMatchObject(refused);
    own.answerWith('keys');
    expect(await read(unknown)).toMatchObject({ subject: 'mia' });
  });

  it('that can’t be read at all say nothing about the token, and its sender may try again', async () => {
    const { own, read } = await reader({ retryMs: 60_000 });
    own.answerWith('status 500');
    const token = await own.sign(claimsOf('mia'));
    for (let n = 0; n < 20; n += 1) {
      await expect(read(token)).rejects.toMatchObject({ code: 'UNAVAILABLE', retryAfterMs: 60_000 });
    }
    expect(own.asked).toBe(1);
  });
});
