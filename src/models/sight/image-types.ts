import type { ModelName } from '../../config/model-name.ts';

/**
 * Whether a provider's models can be shown images of a type. Ollama's chat completions take JPEG, PNG and WebP, and
 * refuse a GIF as an invalid image (`decodeImageURL` in its openai/openai.go; its documentation names no types). The
 * others take all that Lex does.
 */
export function takesImageType({ provider }: ModelName, contentType: string): boolean {
  return provider !== 'ollama' || contentType !== 'image/gif';
}
