import {
  errors,
  type JWTPayload,
  type JWTVerifyGetKey,
  type JWTVerifyOptions,
  type JWTVerifyResult,
  jwtVerify,
} from 'jose';
import { LexError } from '../../errors.ts';
import { type KeySetOptions, openKeySet } from './key-set.ts';

/** Whose tokens hold, and for whom they have to be. */
export interface TokenSettings {
  /** A secret that both sides have, or where the provider's public keys are. */
  readonly key: { readonly secret: string } | { readonly jwksUrl: string };
  readonly issuer: string;
  readonly audience: string;
}

/** What a token says that holds. */
export interface ReadToken {
  readonly subject: string;
  readonly expiresAt: Date;
  readonly claims: JWTPayload;
}

/** How far the clocks of the two machines may be apart, in seconds. */
const CLOCK_SKEW_S = 30;
/** Of keys that nothing tells apart, how many are tried. */
const MOST_KEYS = 10;
/** The latest time that a Date holds, in milliseconds. */
const LAST_TIME = 8.64e15;

/**
 * Which algorithms hold. A token can't choose: one that is signed by a secret never passes where public keys are asked,
 * and `none` nowhere (RFC 8725, 3.1).
 */
const BY_SECRET = ['HS256'];
const BY_PUBLIC_KEY = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];

/**
 * Reads tokens: who has signed them, for whom, until when.
 *
 * The function that it gives throws {@link LexError}: UNAUTHENTICATED for a token that doesn't hold, with why;
 * UNAVAILABLE when that can't be found out now.
 */
export function createReadToken(
  { key, issuer, audience }: TokenSettings,
  surroundings: Omit<KeySetOptions, 'url'>,
): (token: string) => Promise<ReadToken> {
  const options: JWTVerifyOptions = {
    issuer,
    audience,
    algorithms: 'secret' in key ? BY_SECRET : BY_PUBLIC_KEY,
    clockTolerance: CLOCK_SKEW_S,
    requiredClaims: ['iss', 'aud', 'sub', 'exp'],
  };
  const verify = createVerify(key, options, surroundings);

  return async (token) => {
    let claims: JWTPayload;
    try {
      ({ payload: claims } = await verify(token));
    } catch (error) {
      if (error instanceof LexError) throw error;
      throw new LexError('UNAUTHENTICATED', whyNot(error), { cause: error });
    }
    const { sub, exp = 0 } = claims;
    if (typeof sub !== 'string' || sub.length > 255 || !/^[^\p{Cc}\p{Cs}]+$/u.test(sub)) {
      throw new LexError('UNAUTHENTICATED', 'The token names nobody in "sub".');
    }
    return { subject: sub, expiresAt: new Date(Math.min((exp + CLOCK_SKEW_S) * 1_000, LAST_TIME)), claims };
  };
}

function createVerify(
  key: TokenSettings['key'],
  options: JWTVerifyOptions,
  surroundings: Omit<KeySetOptions, 'url'>,
): (token: string) => Promise<JWTVerifyResult> {
  if ('secret' in key) {
    const secret = new TextEncoder().encode(key.secret);
    return (token) => jwtVerify(token, secret, options);
  }
  const keySet = openKeySet({ url: key.jwksUrl, ...surroundings });
  return (token) => verifyByAny(token, keySet, options);
}

/** A provider may sign without naming its key: then each of those that fit is tried. */
async function verifyByAny(token: string, keySet: JWTVerifyGetKey, options: JWTVerifyOptions) {
  try {
    return await jwtVerify(token, keySet, options);
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
    let tried = 0;
    for await (const key of error) {
      tried += 1;
      if (tried > MOST_KEYS) break;
      try {
        return await jwtVerify(token, key, options);
      } catch (reason) {
        if (!(reason instanceof errors.JWSSignatureVerificationFailed)) throw reason;
      }
    }
    throw new errors.JWSSignatureVerificationFailed();
  }
}

/** Says no more than the token's sender can read in it. */
function whyNot(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'The token has expired: get a new one.';
  if (error instanceof errors.JWTClaimValidationFailed) {
    return error.reason === 'missing'
      ? `The token lacks ${JSON.stringify(error.claim)}.`
      : `The token’s ${JSON.stringify(error.claim)} is not one that holds here.`;
  }
  if (error instanceof errors.JOSEAlgNotAllowed) return 'The token is signed in a way that does not hold here.';
  if (error instanceof errors.JWKSNoMatchingKey) return 'The token is signed with a key that does not hold here.';
  return 'The token does not hold: it is no JWT, or its signature is not its issuer’s.';
}
