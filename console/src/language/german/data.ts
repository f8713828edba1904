import type { Strings } from '../strings.ts';

/** Die Wörter zu dem, was LEX verlässt, und dem, was von anderswo kommt. */
export const germanData: Strings['data'] = {
  exportTitle: 'Deine Daten',
  exportExplained:
    'Alles, was LEX von dir hat, als ein Archiv: Unterhaltungen, Erinnerungen, Einstellungen und Dateien, als JSON und ' +
    'zum Lesen.',
  exportButton: 'Meine Daten packen',
  fetch: (name, size) => `${name} abholen (${size})`,
  keptUntil: 'Bleibt, bis es abgeholt ist, längstens bis',
  archiveGone: 'Das Archiv wird nicht mehr aufbewahrt.',
  importTitle: 'Importieren',
  archive: 'Archiv',
  importExplained:
    'Was ChatGPT, Claude, Open WebUI, LibreChat oder LEX exportiert haben: die ZIP-Datei, wie sie kam, oder eine ' +
    'JSON-Datei. Was schon hier ist, wird nicht noch einmal importiert.',
  importButton: 'Unterhaltungen importieren',
  uploading: 'Hochladen',
  imported: (conversations, messages) => `Neue Unterhaltungen: ${conversations}. Nachrichten: ${messages}.`,
  extended: (count) => `Gewachsen: ${count}.`,
  unchanged: (count) => `Schon hier: ${count}.`,
  importedMemories: (count) => `Erinnerungen: ${count}.`,
  leftOut: 'Nicht so übernommen, wie es war',
  more: (count) => `und ${count} weitere`,
  reasons: {
    UNREADABLE: 'ist keine Unterhaltung, die sich lesen lässt',
    TOO_LARGE: 'ist zu groß',
    EMPTY: 'hat keine Nachrichten',
    NO_ROOM: 'hat keinen Platz in deinem Speicher',
    ID: 'Nachrichten, deren Kennung zweimal vorkommt',
    CYCLE: 'Nachrichten, die auf sich selbst folgen',
    MISSING_PARENT: 'Nachrichten, deren Vorgänger fehlt; sie beginnen Zweige',
    TOO_LONG: 'Texte, die gekürzt wurden',
    CHARACTERS: 'Texte mit Zeichen, die sich nicht speichern lassen',
    DATE: 'Zeiten, die nicht sein können',
    ATTACHMENT: 'Bilder und Dateien, die zurückbleiben',
    MEMORY: 'eine Erinnerung, die sich nicht speichern lässt',
  },
};
