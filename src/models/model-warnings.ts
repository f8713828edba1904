import type { Config } from '../config/config.ts';
import { formatModelName, type ModelName } from '../config/model-name.ts';
import { setUpProvider } from './models.ts';

/** The warnings for an operator whose models aren't all set up. */
export function modelWarnings({
  model,
  models,
  providers,
}: Pick<Config, 'model' | 'models' | 'providers'>): readonly string[] {
  const missingFor = ({ provider }: ModelName) => {
    const missing = provider === 'local' ? undefined : setUpProvider(provider, providers);
    return typeof missing === 'string' ? missing : undefined;
  };
  const missing = missingFor(model);
  return [
    ...(missing
      ? [`LEX_MODEL is ${formatModelName(model)}, which needs ${missing} to be set: until it is, replies fail.`]
      : []),
    ...models.flatMap((each) => {
      const lacks = missingFor(each);
      return lacks
        ? [`LEX_MODELS has ${formatModelName(each)}, which needs ${lacks} to be set: it isn't offered.`]
        : [];
    }),
  ];
}
