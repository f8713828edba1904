import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { RememberDocument } from '../../../src/generated/graphql.ts';
import { looksSecret } from '../../../src/memory/facts/secret-text.ts';
import { startTestServer, type TestServer } from '../../support/lex/start-server.ts';
import { extraction, remembered, say } from './extracted.ts';

describe('a text looks secret', () => {
  it.each([
    // Put together here, since scanners of repositories look for such keys too.
    `sk-${'proj-'}abcdEFGH1234ijklMNOP5678`,
    `sk-${'ant-api03-'}abcdEFGH1234ijklMNOP5678`,
    `sk_${'live_'}abcdEFGH1234ijkl`,
    `ghp_${'abcdEFGH1234ijklMNOP5678qrstUVWX90'}`,
    `github_${'pat_11ABCDEFG0123456789_abcdef'}`,
    `glpat-${'abcdEFGH1234ijklMNOP'}`,
    `xoxb-${'123456789012-abcdefghij'}`,
    `AKIA${'IOSFODNN7EXAMPLE'}`,
    `AIza${'SyA1234567890abcdefghijklmnopqrstuv'}`,
    `eyJ${'hbGciOiJIUzI1NiJ9'}.eyJ${'zdWIiOiIxMjM0In0'}.abc`,
    `-----BEGIN ${'OPENSSH PRIVATE KEY'}-----`,
    `-----BEGIN ${'RSA PRIVATE KEY'}-----\nMIIE`,
    'postgres://lex:swordfish@db.example.com/lex',
    'https://user:pass@example.com/feed',
    'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    'a8f5f167f44f4964e6c998dee827110c',
  ])('with a key: %s', (text) => {
    expect(looksSecret(text)).toBe(true);
    expect(looksSecret(`my favourite one is ${text}, by the way`)).toBe(true);
  });

  it.each(['hex', 'base64', 'base64url'] as const)('with 32 random bytes in %s, nearly always', (encoding) => {
    const found = Array.from({ length: 200 }, () => looksSecret(`it is ${randomBytes(32).toString(encoding)}`));
    expect(found.filter(Boolean).length).toBeGreaterThan(190);
  });

  it.each([
    'my card is 4111 1111 1111 1111',
    '5500-0000-0000-0004 is my card',
    'Amex 340000000000009, expires soon',
    'pay to DE89 3704 0044 0532 0130 00 please',
    'mein Konto: gb82west12345698765432',
    'NO9386011117947',
  ])('with a number of a card or account: %s', (text) => {
    expect(looksSecret(text)).toBe(true);
  });

  it.each([
    'my password is hunter2',
    'The password for the router is swordfish',
    'password: swordfish',
    'Passwort=geheim1',
    'Mein Kennwort lautet Sesam',
    'mon mot de passe est sésame',
    'mi contraseña es hola',
    'a minha senha é hola1',
    'mijn wachtwoord is geheim',
    'мой пароль qwerty12',
    'пароль от вайфая: йцукен',
    '密码是abc123',
    'パスワードはabc123です',
    '비밀번호는 abc123',
    'كلمة المرور هي abc123',
    'swordfish is my password',
    'my PIN is 4711',
    'PIN 4711',
    'my pin code for the card: 0815',
    'the CVV is 123',
    'my seed phrase is apple banana cherry',
    'my API key is stored as abc',
    'Your verification code is 482 913',
    'G-482913 is what it sent',
    'my code is 482913',
    'OTP 4829',
    'Ihr Bestätigungscode lautet 48291',
    'my social security number is 078-05-1120',
  ])('that says it holds one: %s', (text) => {
    expect(looksSecret(text)).toBe(true);
  });
});

describe('a text looks harmless', () => {
  it.each([
    'my sister lives in Oslo',
    'I always forget my passwords',
    'I work on password managers',
    'my locker is 12',
    'the code is 1',
    'my locker code is under the mat',
    'my postal code is 123456',
    'call me at +49 170 1234567890',
    'my phone number is 0170 1234567',
    'I have 3 cats and 12 dogs, born on 1999-12-31',
    'the order number is 1234567890123',
    'my device is 123e4567-e89b-12d3-a456-426614174000',
    'see https://example.com/a/very/long/path/with-2024-12-and-more-0123456789abcdef',
    '/Users/Anna/Documents/Taxes2024/Final/Report',
    'Donaudampfschifffahrtsgesellschaftskapitän is my favourite word',
    'I like to pin photos to the wall',
    'I moved to Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogoch',
    'mein Hund heißt Rex',
    'я живу в Осло',
    '私は東京に住んでいます',
    '1111 1111 1111 1111',
    'DE00 0000 0000 0000 0000 00',
    'the meeting is on 2026-11-23T14:00:00.000Z',
    'my favourite colour is #ff8800',
  ])('%s', (text) => {
    expect(looksSecret(text)).toBe(false);
  });
});

it.each(['a', 'aa-', 'pin ', '1 ', 'DE89 ', 'sk-aa-', 'is ', 'code ', 'a://', 'password ', 'é', '\n'])(
  'a long text is looked through, however often it begins what it never ends: %j',
  (piece) => {
    // A pattern that backtracks would not come back.
    expect(looksSecret(piece.repeat(Math.ceil(10_000 / piece.length)))).toBe(false);
  },
);

describe('LEX', () => {
  let lex: TestServer;
  beforeAll(async () => {
    lex = await startTestServer();
  });

  it('keeps no secret that it is told, and says so without repeating it', async () => {
    for (const message of ['remember that my password is hunter2', 'My PIN is 4711.']) {
      const said = await say(lex, message);
      expect(said.answer).toContain("I don't keep that");
      expect(said.answer).not.toMatch(/hunter2|4711/);
      expect(await extraction(lex, said)).toBeUndefined();
    }
    expect(await remembered(lex)).toEqual([]);
  });

  it('extracts none either', async () => {
    const said = await say(lex, 'My password is hunter2, what time is it?');
    expect((await extraction(lex, said))?.result).toMatchObject({ added: 0, refused: 1 });
    expect(await remembered(lex)).toEqual([]);
  });

  it('keeps what an app remembers, whatever it is', async () => {
    await lex.client.run(RememberDocument, { input: { content: 'my password is hunter2' } });
    expect(await remembered(lex)).toEqual(['my password is hunter2']);
  });
});
