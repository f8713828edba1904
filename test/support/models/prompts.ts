import { z } from 'zod';
import type { FakeProvider } from './fake-provider.ts';

const chatRequest = z.object({ messages: z.array(z.object({ role: z.string(), content: z.unknown() })) });

/** What each call of the model was told before the conversation, in the order of the calls. */
export function systemsOf(provider: FakeProvider): string[] {
  return provider.requests.flatMap(({ body }) => {
    const { data } = chatRequest.safeParse(body);
    return data
      ? [data.messages.flatMap(({ role, content }) => (role === 'system' ? [String(content)] : [])).join('\n')]
      : [];
  });
}

/** What each call of the model was told of the conversation, in the order of the calls: `role: text` for each turn. */
export function promptsOf(provider: FakeProvider): string[][] {
  return provider.requests.flatMap(({ body }) => {
    const { data } = chatRequest.safeParse(body);
    if (!data) return [];
    const turns = data.messages.filter(({ role }) => role !== 'system');
    return [
      turns.map(({ role, content }) => `${role}: ${typeof content === 'string' ? content : JSON.stringify(content)}`),
    ];
  });
}
