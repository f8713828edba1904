import type { Strings } from '../strings.ts';

export const germanSettings: Strings['settings'] = {
  instructions: 'Anweisungen',
  instructionsLabel: 'Was LEX in allen Unterhaltungen gesagt bekommt',
  instructionsExplained: 'Wie es antworten oder was es von dir wissen soll. Antworten, die danach beginnen, haben es.',
  instructionsSaved: 'Die Anweisungen sind gespeichert.',
  length: (count, most) => `${count} von ${most} Zeichen.`,
  remembers: 'Sich ungefragt etwas merken',
  remembersExplained: 'Was LEX schon weiß, bleibt. Eine Unterhaltung hat ihren eigenen Schalter.',
  language: 'Sprache dieser Seite',
  about: 'Über',
  version: 'Version',
  signedInAs: 'Du bist',
  signIn: 'Anmeldung',
  signIns: {
    none: 'niemand muss sich anmelden',
    keys: 'mit einem API-Schlüssel',
    jwt: 'bei einem Identitätsanbieter oder mit einem API-Schlüssel',
  },
  graphiql: 'Die API selbst fragen, in GraphiQL',
  deleteAll: 'Alles löschen',
  deleteExplained:
    'Dich, alle deine Unterhaltungen, Nachrichten, Erinnerungen, Aufträge und Schlüssel, endgültig. Was für ' +
    'dich läuft, wird angehalten. Niemand kann es zurückholen.',
  deleteButton: 'Alles löschen',
  typeWords: 'Tippe diese Wörter, um fortzufahren:',
  words: 'Die Wörter',
  deleted: (what) => `Gelöscht: ${what}.`,
};
