/** What hostile texts repeat: each kind of sign by itself, and signs that many patterns have side by side. */
const UNITS = [
  ...[' ', '\n', '\t', '\r\n', '\u00a0', '\u3000', '\0', 'a', 'A', 'é', '0', '漢', 'あ', '가', 'ไ', 'ß', 'ﬁ'],
  ...[
    '.',
    ',',
    ';',
    ':',
    '!',
    '?',
    '。',
    '-',
    '–',
    '_',
    '/',
    '\\',
    '|',
    '#',
    '*',
    '+',
    '=',
    '%',
    '^',
    '&',
    '@',
    '~',
    '$',
  ],
  ...['"', "'", '’', '“', '`', '(', ')', '[', ']', '{', '}', '<', '>'],
  ...['\u0301', 'e\u0301', '😀', '👨‍👩‍👧', '🇳🇴', '\ud800', '\udc00', '\u200d', '\u202e', 'ـ'],
  ...[
    'a ',
    'a.',
    'a. ',
    'A. ',
    'a\n',
    '. ',
    '.\n',
    ' .',
    '- ',
    ' -\t',
    ', ',
    ', i',
    ' and i',
    'Dr. ',
    'a-',
    "a'",
    'a_',
    'n’t',
  ],
  ...['1,', '1,000,', '1.', '1 ', '1-', '4 4-', '1+', '2*(', '(1', '1!', '√2', '2x2', '127.0.0.1', 'DE89 ', 'AB12'],
  ...['"a" ', '["', '[{', '{"fact":', '["a",', '{"fact":"a"},', '\\"', '\\u00e9', '/*', '//', '``` ', '```json\n'],
  ...[
    'eyJ-',
    'eyJaaaaaaaa',
    'sk-',
    'sk-a1',
    'ghp_',
    '-----BEGIN ',
    'a://',
    'a:',
    'http://',
    'https://a ',
    '://:@',
    'A+',
  ],
  ...[
    'password ',
    'password is',
    'my password ',
    'pin 1',
    '密码',
    'code ',
    'otp ',
    'is ',
    'x is my ',
    'the ',
    'really ',
  ],
  ...[
    'my ',
    'i ',
    'i am ',
    'i like ',
    'so ',
    'please ',
    'remember ',
    'summarise ',
    'what is ',
    'forget ',
    'of it ',
    'tell me ',
  ],
  ...['q=0;', ';q=0', ',*/*', 'gzip;', 'a=b&', '%20', '%', 'n:', '{"table":"a","row":{'],
];

/** What may be around it, since many patterns go wrong only at the end of a repetition. */
const FRAMES: readonly (readonly [before: string, after: string])[] = [
  ['', ''],
  ['x', 'x'],
  ['```json', '[]'],
  ['My name is', '!'],
];

export interface HostileText {
  readonly name: string;
  /** @param length in UTF-16 units */
  make(length: number): string;
}

export const HOSTILE_TEXTS: readonly HostileText[] = UNITS.flatMap((unit) =>
  FRAMES.map(([before, after]) => ({
    name: `${JSON.stringify(before)} ${JSON.stringify(unit)}… ${JSON.stringify(after)}`,
    make(length: number) {
      const repeated = unit.repeat(Math.ceil(length / unit.length));
      return `${before}${repeated.slice(0, length - before.length - after.length)}${after}`;
    },
  })),
);
