import { itemsOf } from './kinds/values.ts';
import { formatModelName, type ModelName, readModelName } from './model-name.ts';
import type { ValueKind } from './setting.ts';

/** What a million tokens of a model cost, in whatever currency. */
export interface Price {
  readonly input: number;
  readonly output: number;
}

/** Names of models, with commas between them. */
export const modelNames: ValueKind<readonly ModelName[]> = {
  takes: 'provider/name, with commas between several, such as openai/gpt-5.2, local/lex',
  read: (text) => {
    const names = itemsOf(text).map(readModelName);
    return names.every((name) => name !== undefined) && names.length > 0 ? names : undefined;
  },
};

/** What a price may look like: more digits than any price has, and no number that becomes another. */
const PRICE = /^\d{1,6}(\.\d{1,9})?$/;

/** What models cost, by their names. */
export const modelPrices: ValueKind<ReadonlyMap<string, Price>> = {
  takes:
    'provider/name=input/output, prices of a million tokens, with commas between several, such as ' +
    'openai/gpt-5.2=1.75/14, openai/text-embedding-3-small=0.02',
  read: (text) => {
    const prices = new Map<string, Price>();
    for (const item of itemsOf(text)) {
      const equals = item.lastIndexOf('=');
      const name = readModelName(item.slice(0, equals).trim());
      const [input = '', output = '0', ...others] = item
        .slice(equals + 1)
        .split('/')
        .map((each) => each.trim());
      if (equals < 0 || !name || others.length > 0 || !PRICE.test(input) || !PRICE.test(output)) return undefined;
      const full = formatModelName(name);
      if (prices.has(full)) return undefined;
      prices.set(full, { input: Number(input), output: Number(output) });
    }
    return prices;
  },
};
