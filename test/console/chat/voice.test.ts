import { beforeAll, expect, it } from 'vitest';
import { CreateConversationDocument } from '../../../src/generated/graphql.ts';
import { consoleBrowser } from '../../support/console/console-browser.ts';
import { openConsole } from '../../support/console/open-console.ts';
import { startTestServer, type TestServer } from '../../support/lex/start-server.ts';

let lex: TestServer;
beforeAll(async () => {
  lex = await startTestServer();
});

const CHAT = 'mutation ($input: ChatInput!) { chat(input: $input) { reply { id } } }';

it('a reply that eSpeak NG speaks comes to the open page, and is played to its end', async ({ skip }) => {
  const { createConversation } = await lex.client.run(CreateConversationDocument, {});
  const conversationId = createConversation.id;
  const path = `#/chat/${encodeURIComponent(conversationId)}`;
  const { page } = await openConsole({ browser: await consoleBrowser(skip), url: lex.url, path });
  const input = { conversationId, message: 'Remember that the cup is blue.', voiceMode: true };
  expect(await lex.client.answer(CHAT, { input })).not.toHaveProperty('errors');

  const audio = page.getByLabel('The answer, spoken');
  await audio.waitFor();
  const address = await audio.evaluate((each) => (each as HTMLAudioElement).src);
  const wav = Buffer.from(await (await fetch(address)).arrayBuffer());
  const [rate, bytes] = [wav.readUInt32LE(24), wav.readUInt32LE(40)];
  expect(bytes).toBe(wav.length - 44);
  const seconds = bytes / 2 / rate;
  expect(seconds).toBeGreaterThan(0.5);
  // More than silence was written.
  expect(new Set(wav.subarray(44)).size).toBeGreaterThan(100);

  const played = await audio.evaluate(async (each) => {
    const player = each as HTMLAudioElement;
    const ended = new Promise((resolve, reject) => {
      player.addEventListener('ended', resolve);
      player.addEventListener('error', () => reject(new Error(player.error?.message)));
    });
    await player.play();
    await ended;
    return { duration: player.duration, at: player.currentTime };
  });
  expect(played.duration).toBeCloseTo(seconds, 2);
  expect(played.at).toBeCloseTo(seconds, 2);
});
