import { forgetText, forgetTexts, keepText, keptText } from './kept-texts.ts';

/** The name under which the tab keeps what was being written when somebody had to sign in again. */
const NAME = 'written';
/** How long the page may take to show a field again, in milliseconds. */
const SHOWN_WITHIN_MS = 20_000;

interface Written {
  /** Whose it is. */
  readonly viewer: string;
  /** The page it was written on. */
  readonly hash: string;
  /** By the names of the fields. */
  readonly fields: Readonly<Record<string, string>>;
}

/** Keeps what stands in the page's fields: the way to an identity provider leads out of the page. */
export function keepWritten(viewer: string): void {
  const fields = Object.fromEntries(writable().flatMap((field) => (field.value ? [[nameOf(field), field.value]] : [])));
  const written: Written = { viewer, hash: location.hash, fields };
  keepText(NAME, written);
}

/** Puts back what was kept, as its fields come, into those that are empty. What others wrote is forgotten. */
export function restoreWritten(viewer: string): void {
  const written = keptText(NAME);
  forgetText(NAME);
  if (!isWritten(written)) return;
  if (written.viewer !== viewer) {
    forgetTexts();
    return;
  }
  const left = new Map(Object.entries(written.fields));
  const fill = () => {
    if (left.size === 0 || location.hash !== written.hash) return end();
    for (const field of writable()) {
      const value = left.get(nameOf(field));
      if (value === undefined) continue;
      left.delete(nameOf(field));
      if (!field.value) enter(field, value);
    }
  };
  const observer = new MutationObserver(fill);
  const timer = setTimeout(() => observer.disconnect(), SHOWN_WITHIN_MS);
  const end = () => {
    clearTimeout(timer);
    observer.disconnect();
  };
  observer.observe(document.body, { childList: true, subtree: true });
  fill();
}

function isWritten(value: unknown): value is Written {
  if (typeof value !== 'object' || value === null) return false;
  const { viewer, hash, fields }: Readonly<Record<string, unknown>> = { ...value };
  return typeof viewer === 'string' && typeof hash === 'string' && typeof fields === 'object' && fields !== null;
}

type WritableField = HTMLTextAreaElement | HTMLInputElement;

/** The fields for texts that nobody has to keep secret. */
function writable(): readonly WritableField[] {
  const found = document.querySelectorAll<WritableField>('textarea, input:not([type]), input[type=text]');
  return [...found].filter((field) => nameOf(field) !== '');
}

function nameOf(field: WritableField): string {
  return field.getAttribute('aria-label') ?? field.labels?.[0]?.textContent ?? '';
}

/** Enters a text as somebody who types would: React listens for that, and keeps track of a field's own value. */
function enter(field: WritableField, value: string): void {
  const { prototype } = field instanceof HTMLTextAreaElement ? HTMLTextAreaElement : HTMLInputElement;
  Object.getOwnPropertyDescriptor(prototype, 'value')?.set?.call(field, value);
  field.dispatchEvent(new Event('input', { bubbles: true }));
}
