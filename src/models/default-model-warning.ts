import type { Config } from '../config/config.ts';
import { formatModelName } from '../config/model-name.ts';
import { setUpProvider } from './models.ts';

/** The warning for an operator whose default model isn't set up; undefined when it is. */
export function defaultModelWarning({ model, providers }: Pick<Config, 'model' | 'providers'>): string | undefined {
  const missing = model.provider === 'local' ? undefined : setUpProvider(model.provider, providers);
  if (typeof missing !== 'string') return undefined;
  return `LEX_MODEL is ${formatModelName(model)}, which needs ${missing} to be set: until it is, replies fail.`;
}
