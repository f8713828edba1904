import type { Strings } from '../strings.ts';

export const germanKeys: Strings['keys'] = {
  explained:
    'Mit einem API-Schlüssel kommen Programme als du herein. Gib jedem einen eigenen, um einen ohne die ' +
    'anderen beenden zu können.',
  useless:
    'Dieser Server fragt niemanden nach einem Schlüssel (LEX_AUTH ist none): wer ihn erreicht, ist du. ' +
    'Schlüssel von hier lassen erst herein, wenn er nach ihnen fragt.',
  make: 'Schlüssel erstellen',
  makeIt: 'Erstellen',
  none: 'Es gibt keinen Schlüssel, der als du hereinlässt.',
  name: 'Name',
  nameExplained: 'Wofür er ist, um ihn zu erkennen.',
  prefix: 'Beginnt mit',
  scopes: 'Darf',
  scopeNames: { READ: 'Lesen', CHAT: 'Chatten', ADMIN: 'Verwalten' },
  scopesExplained: {
    READ: 'fragt ab und verfolgt, was dir gehört',
    CHAT: 'ändert, was dir gehört: sendet, merkt sich, löscht',
    ADMIN: 'tut, was den Server und alle Benutzer angeht',
  },
  made: 'Erstellt',
  lastUsed: 'Zuletzt benutzt',
  expires: 'Endet von selbst',
  never: 'Nie',
  withThis: 'Mit dem Schlüssel, den du gerade benutzt',
  inDays: (days) => `In ${days} Tagen`,
  own: 'Du benutzt ihn gerade für diese Seite.',
  end: 'Beenden',
  endNamed: (name) => `„${name}“ beenden`,
  endTitle: (name) => `„${name}“ beenden?`,
  endExplained: 'Was mit ihm läuft, endet binnen zwei Sekunden, und er lässt nie wieder herein.',
  endOwn: 'Diese Seite benutzt ihn: du musst dich mit einem anderen anmelden. Er lässt nie wieder herein.',
  ended: (name) => `„${name}“ ist beendet.`,
  inForce: 'Schlüssel, die hereinlassen',
  endedOnes: 'Beendete Schlüssel',
  wasEnded: 'Beendet',
  madeTitle: 'Dein neuer Schlüssel',
  shownOnce:
    'Bring ihn jetzt dorthin, wo er gebraucht wird. Er wird nirgends aufbewahrt und nicht noch einmal gezeigt.',
  secret: 'API-Schlüssel',
  kept: 'Ich habe ihn',
};
