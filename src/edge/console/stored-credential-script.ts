import type { Config } from '../../config/config.ts';

/**
 * A script for the browser that defines `storedCredential()`: the key or token that the console keeps there, or
 * undefined. It is looked up each time, for the console may have got a fresh one.
 *
 * The console keeps a key as it is in `lex.key`, of its tab or, when its user asked to stay signed in, of the browser;
 * and with `jwt` a token in `lex.token` of either, as JSON. What is there may be anything: what no header can hold is
 * passed over.
 *
 * @param auth how people are let in
 */
export function storedCredentialScript(auth: Config['auth']): string {
  if (auth === 'none') return 'const storedCredential = () => undefined;';
  return `const isCredential = (text) => typeof text === 'string' && /^[\\x21-\\x7e]{1,16000}$/.test(text);
function stored(storage, name) {
  try {
    return storage().getItem(name);
  } catch {
    return null;
  }
}
function storedToken(storage) {
  try {
    return JSON.parse(stored(storage, 'lex.token'))?.accessToken;
  } catch {
    return undefined;
  }
}
function storedCredential() {
  const storages = [() => sessionStorage, () => localStorage];
  const keys = storages.map((storage) => stored(storage, 'lex.key'));
  return [${auth === 'jwt' ? '...storages.map(storedToken), ' : ''}...keys].find(isCredential);
}`;
}
