import { germanAdmin } from './german/admin.ts';
import { germanAttachments } from './german/attachments.ts';
import { germanChat } from './german/chat.ts';
import { germanConversations } from './german/conversations.ts';
import { germanData } from './german/data.ts';
import { germanDocuments } from './german/documents.ts';
import { germanJobs } from './german/jobs.ts';
import { germanKeys } from './german/keys.ts';
import { germanMemory } from './german/memory.ts';
import { germanSettings } from './german/settings.ts';
import { germanSignIn } from './german/sign-in.ts';
import { germanStatus } from './german/status.ts';
import { germanUsage } from './german/usage.ts';
import { germanVoice } from './german/voice.ts';
import type { Strings } from './strings.ts';

/** All words of the console in German. */
export const german: Strings = {
  close: 'Schließen',
  cancel: 'Abbrechen',
  save: 'Speichern',
  edit: 'Bearbeiten',
  remove: 'Löschen',
  undo: 'Rückgängig',
  copy: 'Kopieren',
  copied: 'Kopiert',
  tryAgain: 'Noch einmal versuchen',
  loadMore: 'Mehr laden',
  loading: 'Lädt…',
  justNow: 'gerade eben',
  notes: 'Hinweise',
  yes: 'Ja',
  no: 'Nein',
  never: 'nie',
  skip: 'Zum Inhalt',
  broken: 'Diese Seite ist auf etwas gestoßen, das sie nicht zeigen kann.',
  reload: 'Neu laden',

  reach: {
    offline: 'Du bist offline. Was du siehst, bleibt; was du schreibst, wird gesendet, sobald du wieder online bist.',
    reconnecting: 'Der Server ist nicht zu erreichen. Neuer Versuch…',
  },

  errors: {
    UNAUTHENTICATED: 'Melde dich neu an.',
    FORBIDDEN: 'Das darfst du nicht.',
    NOT_FOUND: 'Das gibt es nicht (mehr).',
    CONFLICT: 'Das passt nicht zu dem, was jetzt da ist.',
    BAD_USER_INPUT: 'So kann das nicht angenommen werden.',
    RATE_LIMITED: 'Das war viel auf einmal. Warte etwas und versuche es dann noch einmal.',
    BUDGET_EXCEEDED: 'Die Tokens für heute sind verbraucht. Morgen (UTC) gibt es neue.',
    OVERLOADED: 'Der Server hat viel zu tun. Versuche es gleich noch einmal.',
    UNAVAILABLE: 'Ein Teil des Servers ist ausgefallen. Versuche es gleich noch einmal.',
    OUTDATED: 'Diese Seite ist älter oder neuer als der Server. Lade sie neu.',
    UNREACHABLE: 'Der Server ist nicht zu erreichen.',
    UNEXPECTED: 'Etwas ist schiefgegangen.',
  },

  attachments: germanAttachments,
  signIn: germanSignIn,

  pages: {
    menu: 'Menü',
    main: 'Seiten',
    chat: 'Chat',
    memory: 'Gedächtnis',
    documents: 'Dokumente',
    jobs: 'Aufträge',
    status: 'Zustand',
    usage: 'Verbrauch',
    keys: 'API-Schlüssel',
    settings: 'Einstellungen',
    admin: 'Benutzer',
    graphiql: 'GraphiQL',
  },
  account: 'Konto',
  language: 'Sprache',

  conversations: germanConversations,

  chat: germanChat,

  status: germanStatus,

  usage: germanUsage,

  voice: germanVoice,

  keys: germanKeys,

  receipt: {
    conversations: (count) => (count === 1 ? '1 Unterhaltung' : `${count} Unterhaltungen`),
    messages: (count) => (count === 1 ? '1 Nachricht' : `${count} Nachrichten`),
    memories: (count) => (count === 1 ? '1 Erinnerung' : `${count} Erinnerungen`),
    jobs: (count) => (count === 1 ? '1 Auftrag' : `${count} Aufträge`),
    apiKeys: (count) => `${count} API-Schlüssel`,
  },

  settings: germanSettings,

  data: germanData,

  admin: germanAdmin,

  memory: germanMemory,
  documents: germanDocuments,
  jobs: germanJobs,
};
