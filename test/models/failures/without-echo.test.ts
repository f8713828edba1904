import { expect, it } from 'vitest';
import { withoutEcho } from '../../../src/models/failures/without-echo.ts';

const told = (detail: string, ...sent: string[]) =>
  withoutEcho({ kind: 'status', status: 400, detail, form: 'error', retryAfterMs: undefined, isSpent: false }, sent);

it.each([
  [
    'a long text, wherever it stands',
    'Refused by rule 7: my sister lives in Oslo (at 3)',
    'Remember that my sister lives in Oslo',
    'Refused by rule 7: … at 3)',
  ],
  [
    'what is written in JSON, or in other case and white space',
    'Got {"text":"MY SISTER\\nlives   in\\tOslo"}, which is no list',
    'my sister lives in Oslo',
    'Got {"text":"… which is no list',
  ],
  ['a whole text that is short', 'Can’t read "hunter2" as a number', 'hunter2', 'Can’t read "… as a number'],
  ['other scripts', 'Refused: 私の妹は東京に住んでいます。Sorry', '私の妹は東京に住んでいます', 'Refused: … Sorry'],
])('%s is hidden', (_, detail, sent, shown) => {
  expect(told(detail, 'Be kind.', sent)).toMatchObject({ detail: shown });
});

it.each([
  ['words of its own', 'The model has no tools', 'Which model has a hat?'],
  ['a few letters that any text has', 'It is not a number', 'it'],
  ['all where nothing was said', 'No such field', ''],
])('%s stay', (_, detail, sent) => {
  expect(told(detail, sent)).toMatchObject({ detail });
});

it('takes text of any length in its stride, and what is no text as it is', () => {
  const sent = 'a'.repeat(1_000_000);
  expect(told(`no: ${'a'.repeat(4_000)}`, sent)).toMatchObject({ detail: 'no: …' });
  expect(withoutEcho({ kind: 'broken' }, [sent])).toEqual({ kind: 'broken' });
});
