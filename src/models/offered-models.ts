import type { Config } from '../config/config.ts';
import { formatModelName, type ModelName } from '../config/model-name.ts';
import type { ModelContexts } from './contexts/model-contexts.ts';
import type { Models } from './models.ts';

/** A model that users may choose. */
export interface OfferedModel {
  /** As provider/name. */
  readonly name: string;
  /** Whether it answers where none is chosen. */
  readonly isDefault: boolean;
  /** How many tokens a prompt and its answer may hold together, as far as is known. */
  readonly contextTokens: number;
  /** Whether it can be shown images; its provider may be asked. */
  sees(): Promise<boolean>;
  /** What a million tokens cost, in the currency of LEX_PRICES; undefined where it names none. */
  readonly price: { readonly input: number; readonly output: number } | undefined;
}

/** Tells which models users may choose. */
export interface OfferedModels {
  /** The default first. Models whose providers aren't set up are left out. */
  list(): Promise<OfferedModel[]>;
}

export function createOfferedModels({
  models,
  contexts,
  prices,
}: {
  readonly models: Models;
  readonly contexts: ModelContexts;
  readonly prices: Config['prices'];
}): OfferedModels {
  async function describe(model: ModelName): Promise<OfferedModel> {
    const name = formatModelName(model);
    const { limitTokens } = await contexts.of(model);
    const isDefault = name === formatModelName(models.default);
    const sees = () => models.sees(model);
    return { name, isDefault, contextTokens: limitTokens, sees, price: prices.get(name) };
  }
  return { list: () => Promise.all(models.offered.map(describe)) };
}
