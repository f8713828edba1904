import type { Browser } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { CreateConversationDocument } from '../../../src/generated/graphql.ts';
import { atEnd } from '../../support/at-end.ts';
import { launchBrowser } from '../../support/clients/launch-browser.ts';
import { composerOf } from '../../support/console/chat-page.ts';
import { checkAccessibility } from '../../support/console/check-accessibility.ts';
import { type OpenConsole, openConsole } from '../../support/console/open-console.ts';
import { startTestServer, type TestServer } from '../../support/lex/start-server.ts';
import { type SpeechProvider, startSpeechProvider } from '../../support/models/speech-provider.ts';

let lex: TestServer;
let provider: SpeechProvider;
let browser: Browser | string;
beforeAll(async () => {
  provider = await startSpeechProvider();
  lex = await startTestServer({
    COMPATIBLE_BASE_URL: provider.url,
    LEX_SPEECH_MODEL: 'compatible/tts',
    LEX_SPEECH_VOICES: 'anna, ben',
    LEX_TRANSCRIPTION_MODEL: 'compatible/whisper',
  });
  // A microphone that beeps, and somebody who lets every page have it.
  const args = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];
  browser = await launchBrowser((close) => atEnd(close), args);
});

async function open(skip: (reason: string) => never, script?: string): Promise<OpenConsole> {
  if (typeof browser === 'string') return process.env.CI ? expect.fail(browser) : skip(browser);
  const { createConversation } = await lex.client.run(CreateConversationDocument, {});
  const path = `#/chat/${encodeURIComponent(createConversation.id)}`;
  const opened = await openConsole({ browser, url: lex.url, ...(script ? {} : { path }) });
  if (script) {
    await opened.page.addInitScript(script);
    await opened.page.goto(`${lex.url}/${path}`);
    await opened.page.reload();
  }
  return opened;
}
const heard = () => provider.asked.filter(({ path }) => path.endsWith('/transcriptions'));

it('what is said is written down where the cursor is, by keyboard alone', async ({ skip }) => {
  const { page } = await open(skip);
  const composer = composerOf(page);
  await composer.fill('Tell me: and why?');
  await composer.evaluate((area) => (area as HTMLTextAreaElement).setSelectionRange(8, 8));
  await page.getByRole('button', { name: 'Dictate' }).press('Enter');
  const finish = page.getByRole('button', { name: 'Write down what was said' });
  await finish.waitFor();
  await page.getByText('LEX is listening').waitFor();
  await checkAccessibility(page);
  // Long enough for a piece of the recording.
  await page
    .locator('.dictation-state')
    .getByText(/0:(0[1-9]|[1-5]\d) \/ 2:00/)
    .waitFor();
  await finish.press('Enter');
  await expect.poll(() => composer.inputValue()).toBe('Tell me: What time is it? and why?');
  expect(await composer.evaluate((area) => (area as HTMLTextAreaElement).selectionStart)).toBe(25);
  const body = heard().at(-1)?.body ?? '';
  expect(body).toContain('filename="speech.webm"');
  // EBML, in which WebM begins.
  expect(body).toContain('\x1aE\xdf\xa3');
  await page.getByRole('button', { name: 'Dictate' }).waitFor();
});

it('a dictation that is cancelled is sent nowhere', async ({ skip }) => {
  const { page } = await open(skip);
  const before = heard().length;
  const dictate = page.getByRole('button', { name: 'Dictate' });
  await dictate.click();
  await page.getByRole('button', { name: 'Write down what was said' }).waitFor();
  await page.keyboard.press('Escape');
  await dictate.waitFor();
  await dictate.click();
  await page.getByRole('button', { name: 'Cancel dictation' }).click();
  await dictate.waitFor();
  expect(await composerOf(page).inputValue()).toBe('');
  expect(heard().length).toBe(before);
});

const refusing = (name: string) =>
  `navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', '${name}'));`;

it.for([
  ['is not allowed', refusing('NotAllowedError'), 'The microphone isn’t allowed for this page.'],
  ['is not there', refusing('NotFoundError'), 'There is no microphone.'],
  ['is another program’s', refusing('NotReadableError'), 'Nothing was recorded.'],
  ['can’t be recorded', 'delete window.MediaRecorder;', 'This browser can’t record here'],
])('a microphone that %s is told of', async ([, script = '', said = ''], { skip }) => {
  const { page } = await open(skip, script);
  await page.getByRole('button', { name: 'Dictate' }).click();
  await page.getByText(said).waitFor();
  await page.getByRole('button', { name: 'Dictate' }).waitFor();
});

it('the microphone is for the console alone, and nothing else is', async () => {
  const { headers } = await fetch(`${lex.url}/`);
  expect(headers.get('permissions-policy')).toBe('microphone=(self), camera=(), geolocation=(), display-capture=()');
});

it('a player whose address no longer holds asks for another, and goes on where it was', async ({ skip }) => {
  const { page, expectProblems } = await open(skip);
  // The address that is refused.
  expectProblems(/403/);
  let refused = 0;
  await page.route(/\/files\//, async (route) => {
    refused++;
    if (refused > 1) return route.continue();
    await route.fulfill({ status: 403 });
  });
  const id = decodeURIComponent(new URL(page.url()).hash.split('/').at(-1) ?? '');
  const chat = 'mutation ($input: ChatInput!) { chat(input: $input) { reply { id } } }';
  const message = `Remember that ${'the cup is blue. '.repeat(4)}`;
  await lex.client.answer(chat, { input: { conversationId: id, message, voiceMode: true } });
  const audio = page.getByLabel('The answer, spoken');
  await audio.waitFor();
  // It plays on by itself once it has another address.
  await audio.evaluate(async (each) => {
    const player = each as HTMLAudioElement;
    const ended = new Promise((resolve) => player.addEventListener('ended', resolve, { once: true }));
    await player.play().catch(() => undefined);
    await ended;
  });
  expect(refused).toBeGreaterThan(1);
});

it('the voice, its language and its speed are chosen in the settings', async ({ skip }) => {
  const { page } = await open(skip);
  await page.goto(`${lex.url}/#/settings`);
  await page.getByRole('combobox', { name: 'Voice' }).selectOption('ben');
  await page.getByText('The voice is saved.').waitFor();
  await page.getByLabel('Language that is spoken').selectOption('German');
  await page.getByLabel('Speed').selectOption('Faster');
  const chosen = async () => (await lex.client.answer('{ viewer { voice { voice language rate } } }')).data?.['viewer'];
  await expect.poll(chosen).toEqual({ voice: { voice: 'ben', language: 'de', rate: 1.25 } });
  await checkAccessibility(page);
  await page.getByRole('combobox', { name: 'Voice' }).selectOption('As the server is set');
  await expect.poll(chosen).toEqual({ voice: { voice: null, language: 'de', rate: 1.25 } });
});
