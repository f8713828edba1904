import type { ProviderName } from '../../config/model-name.ts';

/** The size of an image, in pixels. */
export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/** Anthropic shrinks images to this length of the longer side and this many tokens, and takes 750 pixels for a token. */
const ANTHROPIC = { longest: 1_568, mostTokens: 1_600, pixelsPerToken: 750 };
/** OpenAI fits images into this square, makes the shorter side at most so long, and counts tiles of that side. */
const OPENAI = { longest: 2_048, shorter: 768, tile: 512, perTile: 170, base: 85 };

/**
 * About how many tokens an image takes, by what its provider's documentation says (docs.anthropic.com, "Vision";
 * platform.openai.com, "Images and vision"). Other models differ from each other: for them the larger of both counts.
 */
export function imageTokens(image: ImageSize, provider: ProviderName): number {
  if (provider === 'anthropic') return anthropicTokens(image);
  if (provider === 'openai') return openAiTokens(image);
  return Math.max(anthropicTokens(image), openAiTokens(image));
}

function anthropicTokens({ width, height }: ImageSize): number {
  const scale = Math.min(1, ANTHROPIC.longest / Math.max(width, height));
  const tokens = (width * scale * (height * scale)) / ANTHROPIC.pixelsPerToken;
  return Math.ceil(Math.min(tokens, ANTHROPIC.mostTokens));
}

function openAiTokens({ width, height }: ImageSize): number {
  const fitted = Math.min(1, OPENAI.longest / Math.max(width, height));
  const scale = fitted * Math.min(1, OPENAI.shorter / (Math.min(width, height) * fitted));
  const tiles = Math.ceil((width * scale) / OPENAI.tile) * Math.ceil((height * scale) / OPENAI.tile);
  return OPENAI.base + tiles * OPENAI.perTile;
}
