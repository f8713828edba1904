import type { english } from './english.ts';

/** What each language has to have: the words of English, whatever they say. */
export type Strings = Widened<typeof english>;

type Widened<Value> = Value extends string
  ? string
  : Value extends (...values: infer Values) => string
    ? (...values: Values) => string
    : { readonly [Key in keyof Value]: Widened<Value[Key]> };
