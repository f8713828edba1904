export const englishDocuments = {
  explained:
    'LEX reads text, Markdown, HTML, PDF, Word documents and EPUB, and cites them in its answers. The same name again ' +
    'replaces a document.',
  add: 'Add documents',
  choose: 'Documents to add',
  sending: (name: string) => `Sending “${name}”`,
  reading: (name: string) => `Reading “${name}”`,
  notTaken: (why: string) => `not taken: ${why}`,
  waiting: 'Waits to be read',
  failed: 'It could not be read.',
  none: 'LEX has read no documents yet.',
  list: 'Documents',
  type: 'Type',
  size: 'Size',
  bytes: (bytes: number) =>
    bytes < 100_000 ? `${Math.ceil(bytes / 1024)} KiB` : `${(bytes / 2 ** 20).toFixed(1)} MiB`,
  pages: 'Pages',
  parts: 'Parts',
  sent: 'Added',
  remove: 'Delete',
  removeNamed: (name: string) => `Delete “${name}”`,
  removeTitle: (name: string) => `Delete “${name}”?`,
  removeExplained: 'LEX forgets all of it at once, and answers that cite it no longer show the words.',
  sources: (count: number) => (count === 1 ? '1 source' : `${count} sources`),
  page: (page: number) => `page ${page}`,
};
