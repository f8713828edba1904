import type { Strings } from '../strings.ts';

export const germanDocuments: Strings['documents'] = {
  explained:
    'LEX liest Text, Markdown, HTML, PDF, Word-Dokumente und EPUB und gibt sie in Antworten als Quelle an. Derselbe ' +
    'Name noch einmal ersetzt ein Dokument.',
  add: 'Dokumente hinzufügen',
  choose: 'Dokumente, die hinzukommen',
  sending: (name) => `„${name}“ wird gesendet`,
  reading: (name) => `„${name}“ wird gelesen`,
  notTaken: (why) => `nicht angenommen: ${why}`,
  waiting: 'Wartet darauf, gelesen zu werden',
  failed: 'Es konnte nicht gelesen werden.',
  none: 'LEX hat noch keine Dokumente gelesen.',
  list: 'Dokumente',
  type: 'Art',
  size: 'Größe',
  bytes: (bytes) => (bytes < 100_000 ? `${Math.ceil(bytes / 1024)} KiB` : `${(bytes / 2 ** 20).toFixed(1)} MiB`),
  pages: 'Seiten',
  parts: 'Teile',
  sent: 'Hinzugefügt',
  remove: 'Löschen',
  removeNamed: (name) => `„${name}“ löschen`,
  removeTitle: (name) => `„${name}“ löschen?`,
  removeExplained: 'LEX vergisst alles davon auf einmal, und Antworten, die es angeben, zeigen die Worte nicht mehr.',
  sources: (count) => (count === 1 ? '1 Quelle' : `${count} Quellen`),
  page: (page) => `Seite ${page}`,
};
