export const englishSettings = {
  instructions: 'Instructions',
  instructionsLabel: 'What LEX is told in all conversations',
  instructionsExplained:
    'How it should answer, or what it should know of you. Replies that begin from then on have it.',
  instructionsSaved: 'The instructions are saved.',
  length: (count: string, most: string) => `${count} of ${most} characters.`,
  remembers: 'Remember facts without being asked',
  remembersExplained: 'What LEX knows already stays. A conversation can be left out by its own switch.',
  language: 'Language of this page',
  about: 'About',
  version: 'Version',
  signedInAs: 'You are',
  signIn: 'Signing in',
  signIns: {
    none: 'nobody has to',
    keys: 'with an API key',
    jwt: 'with an identity provider, or an API key',
  },
  graphiql: 'Ask the API yourself in GraphiQL',
  deleteAll: 'Delete everything',
  deleteExplained:
    'You, all your conversations, messages, memories, jobs and keys, for good. What runs for you is stopped. ' +
    'Nobody can bring it back.',
  deleteButton: 'Delete everything',
  typeWords: 'Type these words to go on:',
  words: 'The words',
  deleted: (what: string) => `Deleted: ${what}.`,
};
