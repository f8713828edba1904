import type { Strings } from '../strings.ts';

export const germanVoice: Strings['voice'] = {
  dictation: 'Diktat',
  dictate: 'Diktieren',
  finish: 'Gesagtes aufschreiben',
  cancel: 'Diktat abbrechen',
  states: {
    asking: 'Mikrofon…',
    recording: 'LEX hört zu',
    writing: 'Wird aufgeschrieben…',
  },
  problems: {
    unsupported: 'Dieser Browser kann hier nicht aufnehmen: es braucht einen aktuellen und eine Seite über HTTPS.',
    denied: 'Das Mikrofon ist dieser Seite nicht erlaubt. Die Einstellungen des Browsers zur Seite erlauben es wieder.',
    missing: 'Es gibt kein Mikrofon.',
    failed: 'Es wurde nichts aufgenommen. Vielleicht hat ein anderes Programm das Mikrofon.',
  },
  title: 'Stimme',
  explained: 'Wie gesprochene Antworten klingen und worauf das Diktat hört. Es gilt ab der nächsten Antwort.',
  voice: 'Stimme',
  ofServer: 'Wie der Server eingestellt ist',
  language: 'Gesprochene Sprache',
  anyLanguage: 'Keine bestimmte',
  rate: 'Tempo',
  rates: {
    '0.5': 'Halb so schnell',
    '0.75': 'Langsamer',
    '1': 'Wie üblich',
    '1.25': 'Schneller',
    '1.5': 'Anderthalbmal so schnell',
    '2': 'Doppelt so schnell',
  },
  saved: 'Die Stimme ist gespeichert.',
};
