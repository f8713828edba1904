/**
 * How long an access token holds, in milliseconds: by what it says of itself as a JWT, where the provider doesn't say.
 * Undefined: neither does.
 *
 * @param expiresIn as the provider says it, in seconds
 */
export function tokenLifeMs(accessToken: string, expiresIn: number | undefined): number | undefined {
  if (expiresIn !== undefined) return 1_000 * expiresIn;
  const { iat, exp } = claimsOf(accessToken);
  // By their difference: this machine's clock may be another.
  return typeof iat === 'number' && typeof exp === 'number' ? 1_000 * (exp - iat) : undefined;
}

function claimsOf(token: string): Readonly<Record<string, unknown>> {
  const [, payload = ''] = token.split('.');
  try {
    const claims: unknown = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')));
    return typeof claims === 'object' ? { ...claims } : {};
  } catch {
    return {};
  }
}
