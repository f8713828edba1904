import type { Strings } from '../strings.ts';

export const germanConversations: Strings['conversations'] = {
  title: 'Unterhaltungen',
  new: 'Neue Unterhaltung',
  search: 'Unterhaltungen durchsuchen',
  archived: 'Archiviert',
  showArchived: 'Archivierte zeigen',
  hideArchived: 'Die anderen zeigen',
  none: 'Es gibt noch keine Unterhaltungen.',
  noneArchived: 'Nichts ist archiviert.',
  noneFound: 'Kein Titel und keine Nachricht hat diese Wörter.',
  actions: (title) => `Mehr zu „${title}“`,
  rename: 'Umbenennen',
  newTitle: 'Titel',
  archive: 'Archivieren',
  restore: 'Zurückholen',
  deleted: (title) => `„${title}“ ist gelöscht.`,
  writing: 'LEX schreibt…',
  unread: 'Neue Antwort',
  gone: 'Diese Unterhaltung wurde gelöscht.',
};
