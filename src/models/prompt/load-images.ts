import type { PromptImage } from '../model.ts';
import type { SentMessage, SentPrompt } from './prompt-messages.ts';

/** An image with its bytes. */
export interface LoadedImage {
  readonly contentType: string;
  readonly base64: string;
}

/** A message whose images are at hand. */
export interface LoadedMessage extends Omit<SentMessage, 'images'> {
  readonly images?: readonly LoadedImage[];
}

/** A prompt whose images are at hand: what providers are given. */
export interface LoadedPrompt extends Omit<SentPrompt, 'messages'> {
  readonly messages: readonly LoadedMessage[];
}

const GONE = '[An image that was attached here is gone.]';

/**
 * Reads the images of a prompt, one after the other: many at once would only wait for the same store. Where the bytes
 * of one are gone, a note stands for it, so that the conversation can go on.
 *
 * @throws {UnavailableError} when the store can't be reached
 */
export async function loadImages({ system, messages }: SentPrompt, signal: AbortSignal): Promise<LoadedPrompt> {
  const loaded: LoadedMessage[] = [];
  for (const { role, content, images } of messages) {
    if (images) loaded.push({ role, ...(await withBytes(content, images, signal)) });
    else loaded.push({ role, content });
  }
  return { system, messages: loaded };
}

async function withBytes(
  content: string,
  images: readonly PromptImage[],
  signal: AbortSignal,
): Promise<Pick<LoadedMessage, 'content' | 'images'>> {
  const found: LoadedImage[] = [];
  let gone = 0;
  for (const { contentType, load } of images) {
    const bytes = await load(signal);
    if (bytes) found.push({ contentType, base64: bytes.toString('base64') });
    else gone++;
  }
  const notes = Array.from({ length: gone }, () => GONE);
  return { content: [content, ...notes].join('\n\n'), ...(found.length > 0 && { images: found }) };
}
