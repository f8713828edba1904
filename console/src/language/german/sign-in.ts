import type { Strings } from '../strings.ts';

export const germanSignIn: Strings['signIn'] = {
  title: 'Bei LEX anmelden',
  key: 'API-Schlüssel',
  keyExplained: 'Wer den Server betreibt, erstellt ihn mit „lex keys create“.',
  keyInstead: 'Stattdessen einen API-Schlüssel verwenden',
  noProvider:
    'Dieser Server nimmt Tokens eines Identitätsanbieters und API-Schlüssel. Die Anmeldung beim Anbieter ist für die ' +
    'Konsole nicht eingerichtet (LEX_OIDC_ISSUER): Gib einen API-Schlüssel ein, der neben Tokens gilt.',
  stay: 'Auf diesem Gerät angemeldet bleiben',
  submit: 'Anmelden',
  withKey: 'Mit dem Schlüssel anmelden',
  withProvider: 'Anmelden',
  providerExplained: 'Du meldest dich bei deinem Identitätsanbieter an und kommst hierher zurück.',
  signOut: 'Abmelden',
  reasons: {
    keyRefused: 'Der Server nimmt diesen Schlüssel nicht an.',
    keyEnded: 'Der Server nimmt den Schlüssel nicht mehr an: Er ist abgelaufen oder wurde widerrufen.',
    ended: 'Deine Anmeldung ist abgelaufen. Melde dich neu an, dann bist du wieder, wo du warst.',
    tokenRefused: 'Der Server nimmt das Token nicht an, das der Identitätsanbieter ausgestellt hat.',
    elsewhere: 'Du hast dich in einem anderen Tab abgemeldet.',
    notAsked:
      'Diese Antwort eines Identitätsanbieters gehört zu keiner Anmeldung, die in diesem Tab begonnen wurde. Melde ' +
      'dich hier an.',
    denied: 'Der Identitätsanbieter hat dich nicht angemeldet.',
    wrongAnswer: 'Die Antwort des Identitätsanbieters ist nicht, wie sie sein soll, und wurde nicht angenommen.',
    unreachable: 'Der Identitätsanbieter ist nicht zu erreichen. Versuche es gleich noch einmal.',
    insecure:
      'Browser lassen eine Seite nur über https anmelden oder auf dem Rechner des Servers selbst. Öffne die Konsole ' +
      'dort oder verwende einen API-Schlüssel.',
    origin:
      'Der Identitätsanbieter stellt Tokens an einer anderen Adresse aus als seiner eigenen, und dort darf diese Seite ' +
      'nicht anfragen. Wer den Server betreibt, ergänzt sie in LEX_OIDC_ORIGINS:',
  },
};
