import type { Response } from 'undici';
import { FailureError } from '../failures/failure.ts';
import { fieldsOf, parseJson, textOf } from './http/json.ts';
import type { ProviderHttp } from './http/provider-http.ts';
import type { Provider } from './provider.ts';

/** The longest list of models that is read, in UTF-16 units: the longest ones have some hundred models. */
const LONGEST_LIST = 8_000_000;

/** Asks Ollama, whose own API tells of each model what it is capable of (docs/api.md, "Show Model Information"). */
export function askOllamaSight(http: ProviderHttp): NonNullable<Provider['sees']> {
  return async ({ model, signal }) => {
    const response = await http.call({ path: '../api/show', body: JSON.stringify({ model }), signal });
    const { capabilities } = fieldsOf(parseJson(await readText(response)));
    // Versions before 0.6.4 tell of no capabilities.
    return Array.isArray(capabilities) ? capabilities.includes('vision') : undefined;
  };
}

/**
 * Asks a server with OpenAI's API for its list of models. OpenAI itself tells nothing there; OpenRouter tells the
 * kinds of input of each model, and llama.cpp what its model is capable of.
 */
export function askListedSight(http: ProviderHttp): NonNullable<Provider['sees']> {
  return async ({ model, signal }) => {
    const { data, models } = fieldsOf(parseJson(await readText(await http.call({ path: 'models', signal }))));
    const listed = [...listOf(data), ...listOf(models)].map(fieldsOf);
    const told = listed.filter((each) => [each['id'], each['name'], each['model']].some((id) => textOf(id) === model));
    return told.map(sightIn).find((each) => each !== undefined);
  };
}

function sightIn({ architecture, capabilities }: ReturnType<typeof fieldsOf>): boolean | undefined {
  const { input_modalities: modalities } = fieldsOf(architecture);
  if (Array.isArray(modalities)) return modalities.includes('image');
  if (Array.isArray(capabilities)) return capabilities.includes('multimodal') || capabilities.includes('vision');
  return undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

async function readText({ body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const bytes of body ?? []) {
    text += decoder.decode(bytes, { stream: true });
    if (text.length > LONGEST_LIST) throw new FailureError({ kind: 'garbled', came: 'a list without an end' });
  }
  return text + decoder.decode();
}
