import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { english } from './english.ts';
import type { Strings } from './strings.ts';

/** All that there are, by their tags: what each calls itself, and where its words are. English is always there. */
const LANGUAGES: Readonly<Record<string, { readonly ownName: string; load(): Promise<Strings> }>> = {
  en: { ownName: 'English', load: async () => english },
  de: { ownName: 'Deutsch', load: async () => (await import('./german.ts')).german },
};
/** The name under which the browser keeps what was chosen. */
const NAME = 'lex.language';

export interface Language {
  /** A tag such as `de`. */
  readonly language: string;
  readonly strings: Strings;
  /** All that there are, by their tags, each in its own language. */
  readonly languages: readonly { readonly value: string; readonly label: string }[];
  choose(language: string): void;
}

const LanguageContext = createContext<Language | undefined>(undefined);

/** @throws {Error} outside of {@link LanguageProvider} */
export function useLanguage(): Language {
  const language = useContext(LanguageContext);
  if (!language) throw new Error('There is no language here.');
  return language;
}

/** All words of the console, in the reader's language. */
export const useStrings = (): Strings => useLanguage().strings;

/** Gives the page its words: in the language that was chosen, or else the first of the browser's that there is. */
export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const [wanted, setWanted] = useState(firstLanguage);
  const [words, setWords] = useState<{ readonly language: string; readonly strings: Strings } | undefined>(
    wanted === 'en' ? { language: 'en', strings: english } : undefined,
  );
  useEffect(() => {
    let isWanted = true;
    const load = LANGUAGES[wanted]?.load ?? (async () => english);
    load().then(
      (strings) => isWanted && setWords({ language: wanted, strings }),
      // Words that can't be loaded are better English than none.
      () => isWanted && setWords({ language: 'en', strings: english }),
    );
    return () => {
      isWanted = false;
    };
  }, [wanted]);
  const language = words?.language;
  useEffect(() => {
    if (language) document.documentElement.lang = language;
  }, [language]);
  const value = useMemo<Language | undefined>(
    () =>
      words && {
        ...words,
        languages: Object.entries(LANGUAGES).map(([tag, { ownName }]) => ({ value: tag, label: ownName })),
        choose(chosen) {
          localStorage.setItem(NAME, chosen);
          setWanted(chosen);
        },
      },
    [words],
  );
  return value && <LanguageContext value={value}>{children}</LanguageContext>;
}

function firstLanguage(): string {
  const wanted = [localStorage.getItem(NAME) ?? '', ...navigator.languages].map((tag) => tag.slice(0, 2).toLowerCase());
  return wanted.find((tag) => Object.hasOwn(LANGUAGES, tag)) ?? 'en';
}
