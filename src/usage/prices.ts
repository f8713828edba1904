import type { Config } from '../config/config.ts';
import type { UsedTokens } from './usage-store.ts';

/** What a million tokens of models cost, by the models' names as provider/name. */
export type Prices = Config['prices'];

const MILLION = 1_000_000;

/** What tokens cost; undefined when nothing is known of the model's price. */
export function costOf(
  { model, inputTokens, outputTokens }: Pick<UsedTokens, 'model' | 'inputTokens' | 'outputTokens'>,
  prices: Prices,
): number | undefined {
  const price = prices.get(model);
  return price && (inputTokens * price.input + outputTokens * price.output) / MILLION;
}
