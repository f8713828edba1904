import type { CompletionMessage, ContentPart, SentCompletion } from '../completion.ts';
import type { PromptImage } from '../model.ts';
import type { SentMessage, SentPrompt } from './prompt-messages.ts';

const GONE = '[An image that was attached here is gone.]';

/**
 * Reads the images of a prompt, one after the other: many at once would only wait for the same store. Where the bytes
 * of one are gone, a note stands for it, so that the conversation can go on.
 *
 * @throws {UnavailableError} when the store can't be reached
 */
export async function withImages({ system, messages }: SentPrompt, signal: AbortSignal): Promise<SentCompletion> {
  const sent: CompletionMessage[] = [];
  for (const message of messages) sent.push(await withBytes(message, signal));
  return { system, messages: sent };
}

/** A message without images is a text: older servers take no parts. */
async function withBytes({ role, content, images }: SentMessage, signal: AbortSignal): Promise<CompletionMessage> {
  if (role === 'assistant' || !images) return { role, content };
  const shown: ContentPart[] = [];
  let text = content;
  for (const image of images) {
    const part = await partOf(image, signal);
    if (part) shown.push(part);
    else text = `${text}\n\n${GONE}`;
  }
  // Images come before the text that speaks of them, as Anthropic's guide to vision advises.
  return { role, content: shown.length > 0 ? [...shown, { type: 'text', text }] : text };
}

async function partOf({ contentType, load }: PromptImage, signal: AbortSignal): Promise<ContentPart | undefined> {
  const bytes = await load(signal);
  return bytes && { type: 'image_url', image_url: { url: `data:${contentType};base64,${bytes.toString('base64')}` } };
}
