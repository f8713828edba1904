import { englishAdmin } from './english/admin.ts';
import { englishAttachments } from './english/attachments.ts';
import { englishChat } from './english/chat.ts';
import { englishConversations } from './english/conversations.ts';
import { englishData } from './english/data.ts';
import { englishDocuments } from './english/documents.ts';
import { englishJobs } from './english/jobs.ts';
import { englishKeys } from './english/keys.ts';
import { englishMemory } from './english/memory.ts';
import { englishSettings } from './english/settings.ts';
import { englishSignIn } from './english/sign-in.ts';
import { englishStatus } from './english/status.ts';
import { englishUsage } from './english/usage.ts';
import { englishVoice } from './english/voice.ts';

/** All words of the console in English; the other languages have to have the same ones. */
export const english = {
  close: 'Close',
  cancel: 'Cancel',
  save: 'Save',
  edit: 'Edit',
  remove: 'Delete',
  undo: 'Undo',
  copy: 'Copy',
  copied: 'Copied',
  tryAgain: 'Try again',
  loadMore: 'Load more',
  loading: 'Loading…',
  justNow: 'just now',
  notes: 'Notes',
  yes: 'Yes',
  no: 'No',
  never: 'never',
  skip: 'Skip to the content',
  broken: 'This page has met something it can’t show.',
  reload: 'Reload',

  reach: {
    offline: 'You are offline. What you see stays; what you write is sent when you are back.',
    reconnecting: 'The server can’t be reached. Trying again…',
  },

  errors: {
    UNAUTHENTICATED: 'Sign in again.',
    FORBIDDEN: 'You may not do that.',
    NOT_FOUND: 'It isn’t there (any more).',
    CONFLICT: 'That doesn’t go with what is there now.',
    BAD_USER_INPUT: 'That can’t be taken as it is.',
    RATE_LIMITED: 'That was a lot at once. Wait a little, then try again.',
    BUDGET_EXCEEDED: 'The tokens of today are used up. They are there again tomorrow (UTC).',
    OVERLOADED: 'The server has a lot to do. Try again in a moment.',
    UNAVAILABLE: 'A part of the server is down. Try again in a moment.',
    OUTDATED: 'This page is older or newer than the server. Reload it.',
    UNREACHABLE: 'The server can’t be reached.',
    UNEXPECTED: 'Something went wrong.',
  },

  attachments: englishAttachments,
  signIn: englishSignIn,

  pages: {
    menu: 'Menu',
    main: 'Pages',
    chat: 'Chat',
    memory: 'Memory',
    documents: 'Documents',
    jobs: 'Jobs',
    status: 'Status',
    usage: 'Usage',
    keys: 'API keys',
    settings: 'Settings',
    admin: 'Users',
    graphiql: 'GraphiQL',
  },
  account: 'Account',
  language: 'Language',

  conversations: englishConversations,

  chat: englishChat,

  status: englishStatus,

  usage: englishUsage,

  voice: englishVoice,

  keys: englishKeys,

  receipt: {
    conversations: (count: number) => (count === 1 ? '1 conversation' : `${count} conversations`),
    messages: (count: number) => (count === 1 ? '1 message' : `${count} messages`),
    memories: (count: number) => (count === 1 ? '1 memory' : `${count} memories`),
    jobs: (count: number) => (count === 1 ? '1 job' : `${count} jobs`),
    apiKeys: (count: number) => (count === 1 ? '1 API key' : `${count} API keys`),
  },

  settings: englishSettings,

  data: englishData,

  admin: englishAdmin,

  memory: englishMemory,
  documents: englishDocuments,
  jobs: englishJobs,
};
