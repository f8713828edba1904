/** The words about what is spoken and heard, in English. */
export const englishVoice = {
  dictation: 'Dictation',
  dictate: 'Dictate',
  finish: 'Write down what was said',
  cancel: 'Cancel dictation',
  states: {
    asking: 'Microphone…',
    recording: 'LEX is listening',
    writing: 'Writing it down…',
  },
  problems: {
    unsupported: 'This browser can’t record here: it takes a current one, and a page over HTTPS.',
    denied: 'The microphone isn’t allowed for this page. The browser’s settings of the page allow it again.',
    missing: 'There is no microphone.',
    failed: 'Nothing was recorded. Another program may have the microphone.',
  },
  title: 'Voice',
  explained: 'How spoken answers sound, and what dictation listens for. It holds from the next answer on.',
  voice: 'Voice',
  ofServer: 'As the server is set',
  language: 'Language that is spoken',
  anyLanguage: 'None in particular',
  rate: 'Speed',
  rates: {
    '0.5': 'Half as fast',
    '0.75': 'Slower',
    '1': 'As usual',
    '1.25': 'Faster',
    '1.5': 'Half as fast again',
    '2': 'Twice as fast',
  },
  saved: 'The voice is saved.',
};
