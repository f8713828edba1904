import type { ModelName } from '../../config/model-name.ts';

/** How many tokens a prompt and its answer may hold together, where nothing is known of the model. */
const UNKNOWN = 32_768;

/**
 * Ollama's default, however much the model could take. Ollama silently cuts off longer prompts, and its chat
 * completions have no parameter to ask for more (docs.ollama.com/context-length: 4k on graphics cards of less than 24
 * GiB).
 */
const OLLAMA = 4_096;

/** How much local/lex reads of a text: `LONGEST_TEXT` of local/summary.ts, counted as three characters to a token. */
const LOCAL = 66_000;

/**
 * The longest context that is used unless LEX_CONTEXT_TOKENS asks for more. Each message would cost the whole prompt
 * again, and models read the middle of very long prompts badly (N. F. Liu and others, "Lost in the Middle", 2023).
 */
const MOST_UNASKED = 131_072;

/**
 * The contexts of families of models, by the beginning of the name; the first that fits counts. The figures are from
 * the makers' pages: platform.openai.com/docs/models, docs.anthropic.com/en/docs/about-claude/models,
 * ai.google.dev/gemini-api/docs/models, docs.mistral.ai/getting-started/models, api-docs.deepseek.com, docs.x.ai, and
 * the model cards of Llama, Qwen, Gemma and Phi at huggingface.co.
 */
const FAMILIES: readonly [name: RegExp, tokens: number][] = [
  [/^gpt-5-chat/, 128_000],
  [/^gpt-5/, 400_000],
  [/^gpt-4\.1/, 1_047_576],
  [/^(gpt-4o|chatgpt-4o|gpt-4-turbo|gpt-4-1106|gpt-4-0125)/, 128_000],
  [/^gpt-4-32k/, 32_768],
  [/^gpt-4/, 8_192],
  [/^gpt-3\.5-turbo-instruct/, 4_096],
  [/^gpt-3\.5/, 16_385],
  [/^gpt-oss/, 131_072],
  [/^o1-(mini|preview)/, 128_000],
  [/^o[134]\b/, 200_000],
  [/^claude-(instant|2\.0)/, 100_000],
  [/^claude/, 200_000],
  [/^gemini-1\.0/, 32_768],
  [/^gemini/, 1_048_576],
  [/^(meta-)?llama-?4/, 1_048_576],
  [/^(meta-)?llama-?3\.[1-9]/, 131_072],
  [/^(meta-)?llama-?3/, 8_192],
  [/^(meta-)?llama-?2|^codellama/, 4_096],
  [/^(open-)?mixtral-8x22b/, 65_536],
  [/^(open-)?(mistral-7b|mixtral)/, 32_768],
  [/^(mistral|ministral|magistral|devstral|pixtral)/, 131_072],
  [/^codestral/, 256_000],
  [/^qwen/, 32_768],
  [/^gemma-?3-?1b/, 32_768],
  [/^gemma-?3/, 131_072],
  [/^gemma/, 8_192],
  [/^phi-?4-mini/, 131_072],
  [/^phi-?4/, 16_384],
  [/^phi-?3/, 4_096],
  [/^deepseek/, 65_536],
  [/^grok/, 131_072],
  [/^command-(r|a)/, 128_000],
];

/**
 * How many tokens a prompt and its answer may hold together, as far as the model's name tells. Some names say it
 * themselves, such as `phi-3-mini-128k-instruct`.
 */
export function knownContextTokens({ provider, name }: ModelName): number {
  if (provider === 'local') return LOCAL;
  // Models that Ollama runs in its cloud have their whole context, as the page above says.
  if (provider === 'ollama' && !/[:-]cloud$/.test(name)) return OLLAMA;
  const bare = name.slice(name.lastIndexOf('/') + 1).toLowerCase();
  const said = /[-_](\d{1,4})k(?=[-_.:]|$)/.exec(bare)?.[1];
  const family = FAMILIES.find(([pattern]) => pattern.test(bare))?.[1];
  return Math.min(said ? Number(said) * 1_024 : (family ?? UNKNOWN), MOST_UNASKED);
}
