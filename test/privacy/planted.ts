import { randomBytes } from 'node:crypto';

/** A text that is found again wherever it gets. */
const mark = (name: string) => `${name}${randomBytes(8).toString('hex')}`;

/** Secrets that a run has in its settings. Each is found by its middle, so that one that is cut short counts too. */
export function plantSecrets(names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [name, `${mark('Zs')}-${randomBytes(16).toString('hex')}`]));
}

/** What a user writes in a run, by what it is. */
export function plantTexts() {
  return {
    title: `${mark('Ztitle')} of a talk`,
    instructions: `Always write as ${mark('Zinstructions')} does.`,
    systemPrompt: `Speak like ${mark('Zsystem')} did.`,
    message: `What is known of ${mark('Zmessage')} by now?`,
    failing: `Why does ${mark('Zfailing')} fail?`,
    reply: `All of ${mark('Zreply')} is known.`,
    memory: `The harbour is named ${mark('Zmemory')}.`,
    variable: `${mark('Zvariable')} in a document that can't be read`,
  } as const;
}
export type PlantedTexts = ReturnType<typeof plantTexts>;

/** The part of a planted text that nothing else has. */
export const marksOf = (texts: Readonly<Record<string, string>>): string[] =>
  Object.values(texts).map((text) => /Z[a-z]+[0-9a-f]{16}/.exec(text)?.[0] ?? text);

/** Which of these strings are in what a process told, each by the place where it was told first. */
export function foundIn(told: string, planted: readonly string[]): string[] {
  const lower = told.toLowerCase();
  return planted.flatMap((each) => {
    const at = lower.indexOf(each.toLowerCase());
    return at < 0 ? [] : [told.slice(Math.max(0, at - 200), at + each.length + 40)];
  });
}
