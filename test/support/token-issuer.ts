import { once } from 'node:events';
import { createServer } from 'node:http';
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { atEnd } from './at-end.ts';

/** An identity provider of a test: it publishes the keys with which it signs. */
export interface TokenIssuer {
  /** Where its keys are. */
  readonly url: string;
  /** How often they were asked for. */
  readonly asked: number;
  /** What its address answers with: its keys, nothing at all, or something else. */
  answerWith(answer: 'keys' | 'status 500' | 'page' | 'silence'): void;
  /** Signs from now on with a new key. @param options.keep whether the old ones still hold */
  rotate(options?: {
    readonly keep?: boolean;
    readonly kid?: string | undefined;
    readonly alg?: string;
  }): Promise<void>;
  /** A token that the key signed last signs. */
  sign(claims: JWTPayload, header?: Readonly<Record<string, unknown>>): Promise<string>;
  /** Its newest public key, as text, for those who take it for a secret. */
  publicKey(): string;
}

interface Signing {
  readonly kid: string | undefined;
  readonly alg: string;
  readonly privateKey: CryptoKey;
  readonly published: object;
}

/** Starts one on a free port; it ends with the tests of the calling file. */
export async function startTokenIssuer(): Promise<TokenIssuer> {
  let keys: Signing[] = [];
  let answer: Parameters<TokenIssuer['answerWith']>[0] = 'keys';
  let asked = 0;
  const server = createServer((_, response) => {
    asked += 1;
    if (answer === 'silence') return;
    if (answer === 'status 500') return void response.writeHead(500).end();
    if (answer === 'page') return void response.end('<p>Sign in</p>');
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ keys: keys.map(({ published }) => published) }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  atEnd(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;

  const newest = (): Signing => {
    const key = keys.at(-1);
    if (!key) throw new Error('There is no key.');
    return key;
  };
  const issuer: TokenIssuer = {
    url: `http://127.0.0.1:${port}/keys`,
    get asked() {
      return asked;
    },
    answerWith(next) {
      answer = next;
    },
    async rotate({ keep = true, kid = `key-${keys.length}`, alg = 'RS256', ...given } = {}) {
      const named = 'kid' in given ? undefined : kid;
      const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
      const published = { ...(await exportJWK(publicKey)), alg, use: 'sig', ...(named && { kid: named }) };
      keys = [...(keep ? keys : []), { kid: named, alg, privateKey, published }];
    },
    sign(claims, header = {}) {
      const { kid, alg, privateKey } = newest();
      return new SignJWT(claims).setProtectedHeader({ alg, ...(kid && { kid }), ...header }).sign(privateKey);
    },
    publicKey: () => JSON.stringify(newest().published),
  };
  await issuer.rotate();
  return issuer;
}
