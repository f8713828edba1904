import { type Environment, textIn } from './environment.ts';
import { hideRefused } from './hide-secret.ts';
import { isLoopbackAddress } from './kinds/loopback.ts';
import { InvalidValue, type Setting } from './setting.ts';
import { SETTINGS } from './settings-table.ts';
import { settingsIn } from './table-values.ts';

/**
 * What is wrong with an environment, a line for each unknown `LEX_*` name, bad value, or pair that can't be together.
 */
export function problemsIn(environment: Environment): string[] {
  return [
    ...unknownNames(environment),
    ...badValues(environment),
    ...lonelyCache(environment),
    ...openHost(environment),
    ...idleSecrets(environment),
    ...tokenSettings(environment),
    ...signInSettings(environment),
    ...samePorts(environment),
  ];
}

function unknownNames(environment: Environment): string[] {
  const known = new Set(settingsIn(SETTINGS).map(({ name }) => name));
  return Object.keys(environment)
    .filter((name) => /^LEX_/i.test(name) && !known.has(name))
    .map((name) => `${name} is not a setting of Lex; \`lex config\` lists those it has.`);
}

function badValues(environment: Environment): string[] {
  return settingsIn(SETTINGS).flatMap((setting) => {
    const text = textIn(environment, setting);
    try {
      setting.parse(text);
      return [];
    } catch (error) {
      if (!(error instanceof InvalidValue)) throw error;
      return [`${setting.name} is ${JSON.stringify(hideRefused(setting, text ?? ''))}; it takes ${setting.takes}.`];
    }
  });
}

function lonelyCache(environment: Environment): string[] {
  if (!textIn(environment, SETTINGS.redisCacheUrl) || textIn(environment, SETTINGS.redisUrl)) return [];
  return [
    'REDIS_CACHE_URL is set without REDIS_URL: one process by itself keeps its cache in its memory, and several need ' +
      'REDIS_URL. Set that as well, or unset REDIS_CACHE_URL.',
  ];
}

function openHost(environment: Environment): string[] {
  const host = textIn(environment, SETTINGS.host);
  if ((textIn(environment, SETTINGS.auth) ?? 'none') !== 'none') return [];
  if (!host || host.toLowerCase() === 'localhost' || isLoopbackAddress(host)) return [];
  return [
    `HOST is ${JSON.stringify(host)}; with LEX_AUTH=none whoever reaches it is let in, so it takes a loopback ` +
      'address such as 127.0.0.1. Set LEX_AUTH=keys or jwt to ask who comes.',
  ];
}

/** A secret without effect is mostly a door that its operator takes for closed. */
function idleSecrets(environment: Environment): string[] {
  const auth = textIn(environment, SETTINGS.auth) ?? 'none';
  if (badValues(environment).length > 0) return [];
  const { secret, jwksUrl } = SETTINGS.jwt;
  const idle: [Setting<unknown>, string][] = [];
  if (auth !== 'keys') idle.push([SETTINGS.adminKey, 'keys']);
  if (auth !== 'jwt') idle.push([secret, 'jwt'], [jwksUrl, 'jwt']);
  return idle
    .filter(([setting]) => textIn(environment, setting) !== undefined)
    .map(([{ name }, needs]) => `${name} is set, and nothing asks for it: set LEX_AUTH=${needs} as well, or unset it.`);
}

/** Tokens are judged by one kind of key, and have to be for this server: others of the same issuer let nobody in. */
function tokenSettings(environment: Environment): string[] {
  if (textIn(environment, SETTINGS.auth) !== 'jwt') return [];
  const { secret, jwksUrl, issuer, audience } = SETTINGS.jwt;
  const isSet = (setting: Setting<unknown>) => textIn(environment, setting) !== undefined;
  const lacking = [issuer, audience].filter((setting) => !isSet(setting)).map(({ name }) => name);
  return [
    ...(isSet(secret) === isSet(jwksUrl)
      ? ['LEX_AUTH is jwt, which takes either LEX_JWT_SECRET or LEX_JWKS_URL, and one of them alone.']
      : []),
    ...lacking.map((name) => `LEX_AUTH is jwt, which needs ${name}: set it to what the tokens for this server say.`),
  ];
}

/** A page can sign in with a provider only where tokens are asked for, and only under the name that it has there. */
function signInSettings(environment: Environment): string[] {
  const auth = textIn(environment, SETTINGS.auth) ?? 'none';
  if (badValues(environment).length > 0) return [];
  const { issuer, clientId, scopes, origins } = SETTINGS.oidc;
  const given = [issuer, clientId, scopes, origins].filter((setting) => textIn(environment, setting) !== undefined);
  if (auth !== 'jwt') {
    return given.map(({ name }) => `${name} is set, and nothing asks for it: set LEX_AUTH=jwt as well, or unset it.`);
  }
  const lacking = given.length > 0 ? [issuer, clientId].filter((setting) => !given.includes(setting)) : [];
  return lacking.map(({ name }) => {
    return `${given[0]?.name} is set, which needs ${name}: set that as well, or unset ${given[0]?.name}.`;
  });
}

function samePorts(environment: Environment): string[] {
  const port = textIn(environment, SETTINGS.port) ?? SETTINGS.port.fallback;
  if (port === '0' || port !== textIn(environment, SETTINGS.metricsPort)) return [];
  return [`LEX_METRICS_PORT is ${port}, which is PORT too; leave it out, or set it to another.`];
}
