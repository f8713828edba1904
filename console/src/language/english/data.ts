/** The words about what leaves LEX, and what comes from elsewhere, in English. */
export const englishData = {
  exportTitle: 'Your data',
  exportExplained:
    'Everything that LEX has of you as one archive: conversations, memories, settings and files, as JSON and to be read.',
  exportButton: 'Pack my data',
  fetch: (name: string, size: string) => `Fetch ${name} (${size})`,
  keptUntil: 'Kept until it was fetched, at most until',
  archiveGone: 'The archive is not kept any more.',
  importTitle: 'Import',
  archive: 'Archive',
  importExplained:
    'What ChatGPT, Claude, Open WebUI, LibreChat or LEX exported: the ZIP file as it came, or a JSON file. What is ' +
    'here already isn’t imported again.',
  importButton: 'Import conversations',
  uploading: 'Upload',
  imported: (conversations: string, messages: string) => `New conversations: ${conversations}. Messages: ${messages}.`,
  extended: (count: string) => `Grown: ${count}.`,
  unchanged: (count: string) => `Already here: ${count}.`,
  importedMemories: (count: string) => `Memories: ${count}.`,
  leftOut: 'Not taken over as it was',
  more: (count: string) => `and ${count} more`,
  reasons: {
    UNREADABLE: 'is no conversation that can be read',
    TOO_LARGE: 'is too large',
    EMPTY: 'has no messages',
    NO_ROOM: 'has no room in your storage',
    ID: 'messages with an id twice',
    CYCLE: 'messages that follow themselves',
    MISSING_PARENT: 'messages whose predecessor is missing; they begin branches',
    TOO_LONG: 'texts that were cut',
    CHARACTERS: 'texts with characters that can’t be stored',
    DATE: 'times that can’t be',
    ATTACHMENT: 'pictures and files, which stay behind',
    MEMORY: 'a memory that can’t be stored',
  },
};
