import type { ModelName } from '../../config/model-name.ts';

/**
 * Families of models by how their names begin, and whether they see, by the documentation of their makers. The first
 * that fits counts: a family's exceptions stand before it.
 */
const FAMILIES: readonly [name: RegExp, sees: boolean][] = [
  [/^gpt-4-(turbo-preview|1106-preview|0125-preview)/, false],
  [/^gpt-5-(codex-spark)/, false],
  [/^(gpt-5|gpt-4\.1|gpt-4\.5|gpt-4o(?!-(audio|realtime|transcribe|tts))|chatgpt-4o|gpt-4-turbo|gpt-4-vision)/, true],
  [/^(o1-(mini|preview)|o3-mini)/, false],
  [/^o[134]\b/, true],
  [/^claude-(instant|1|2)/, false],
  [/^claude/, true],
  [/^gemini-(1\.0|pro$)/, false],
  [/^gemini/, true],
  [/^gemma-?3(-|:)?(1b|270m)/, false],
  [/^(gemma-?3|gemma-?4)/, true],
  [/^(meta-)?llama-?3\.2-(11b|90b)|^llama-?3\.2-vision/, true],
  [/^(meta-)?llama-?4/, true],
  [/^(pixtral|mistral-(medium-3|large-3|small-?3\.[1-9])|ministral-3|magistral-(small|medium)-1\.[2-9])/, true],
  [/^grok-(2-vision|vision|4)/, true],
  [/^phi-?(3(\.5)?-vision|4-multimodal)/, true],
  [/^(llava|bakllava|moondream|minicpm-?v|internvl|cogvlm|idefics|paligemma|smolvlm|granite-?(3\.[23]-)?vision)/, true],
  // Those that say it themselves: Qwen's, GLM's, DeepSeek's and others' models that see have it in their names.
  [/(^|[-_.\d])(vl|vision|multimodal)(?=[-_.:\d]|$)|^glm-4(\.\d)?v/, true],
];

/**
 * Whether a model sees, as far as its name tells; undefined where it tells nothing.
 *
 * @param name as its provider has it, such as `openai/gpt-4o` at a server that passes on to others
 */
export function knownSight({ provider, name }: ModelName): boolean | undefined {
  if (provider === 'local') return false;
  const bare = name.slice(name.lastIndexOf('/') + 1).toLowerCase();
  return FAMILIES.find(([pattern]) => pattern.test(bare))?.[1];
}
