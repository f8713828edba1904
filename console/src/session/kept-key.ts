/** The name under which the browser keeps the key; GraphiQL reads it too. */
const NAME = 'lex.key';

/** The key that was entered: this tab's, or one that was to be kept longer. */
export function keptKey(): string | undefined {
  return sessionStorage.getItem(NAME) ?? localStorage.getItem(NAME) ?? undefined;
}

/** @param longer whether it stays when the browser is closed */
export function keepKey(key: string, longer: boolean): void {
  forgetKey();
  (longer ? localStorage : sessionStorage).setItem(NAME, key);
}

/** Forgets a key wherever it is kept, or all. */
export function forgetKey(key?: string): void {
  for (const storage of [sessionStorage, localStorage]) {
    if (key === undefined || storage.getItem(NAME) === key) storage.removeItem(NAME);
  }
}
