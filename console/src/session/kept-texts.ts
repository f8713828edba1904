import { storedJson } from './stored-json.ts';

/** What the names of texts begin with: all of them go when somebody signs out. */
const PREFIX = 'lex.text.';

/** What was kept under this name, as it was or as another page has left it; undefined: nothing. */
export function keptText(name: string): unknown {
  return storedJson(sessionStorage, PREFIX + name);
}

/** Keeps what somebody wrote and hasn't sent, for as long as the tab is open. */
export function keepText(name: string, value: unknown): void {
  try {
    sessionStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // The browser keeps nothing (any more): the text is on the page still.
  }
}

export function forgetText(name: string): void {
  sessionStorage.removeItem(PREFIX + name);
}

/** Forgets all that somebody wrote in this tab and that wasn't sent. */
export function forgetTexts(): void {
  for (const name of Object.keys(sessionStorage)) if (name.startsWith(PREFIX)) sessionStorage.removeItem(name);
}
