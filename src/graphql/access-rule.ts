import type { Scope } from '../accounts/viewer.ts';

/**
 * Says of a field, in its `extensions`, which scope a caller needs to ask for it. Each field that an operation begins
 * with says so; a field of a type says so where it needs another than those through which it is reached.
 */
export function access(scope: Scope): { readonly access: Scope } {
  return { access: scope };
}

/** What a field says of itself; undefined when it says nothing. */
export function accessRuleOf({
  extensions,
}: {
  readonly extensions: Readonly<Record<string, unknown>>;
}): Scope | undefined {
  const { access: scope } = extensions;
  return scope === 'READ' || scope === 'CHAT' || scope === 'ADMIN' ? scope : undefined;
}
