import { formatModelName, type ModelName } from '../../config/model-name.ts';
import type { Provider } from '../providers/provider.ts';
import type { Failure, Told } from './failure.ts';
import { cleanDetail } from './failure-report.ts';

/** Tells the user what a provider's refusal means, with the provider's words. */
export function statusMessage(
  failure: Failure & { kind: 'status' },
  provider: Provider,
  model: ModelName | undefined,
): string {
  const { name } = provider;
  const asked = model ? formatModelName(model) : name;
  const { status, isSpent } = failure;
  const said = saidIn(failure, provider);
  if (status === 401 || status === 403) return keyMessage(status, said, provider);
  if (status === 404) return notFoundMessage(failure, provider, model);
  if (isSpent) return `The credit or quota at ${name} is used up${said}: add to it or choose another model.`;
  if (status === 429) return `${name} is limiting the rate of requests, or its quota is used up: try again later.`;
  if (status === undefined) return `${name} reported a fault${said}: try again later or choose another model.`;
  if (status >= 500) return `${name} has a fault of its own${said}: try again later.`;
  if (status === 408 || status === 409 || status === 425) return `${name} couldn't answer now${said}: try again later.`;
  if (failure.form !== 'error')
    return `${name} refused the request${said}: check ${provider.addressVariable ?? provider.host}.`;
  return `${asked} refused the request${said}: if the conversation is too long for it, start a new one.`;
}

/** The status and the provider's own words, in brackets. */
export function saidIn({ status, detail, form }: Told, provider: Provider): string {
  const words = form === 'page' ? 'a web page' : cleanDetail(detail, provider);
  const said = [status === undefined ? '' : `status ${status}`, words]
    .filter(Boolean)
    .join(form === 'page' ? ', ' : ': ');
  return said && ` (${said})`;
}

function keyMessage(status: number, said: string, { name, hasKey, keyVariable }: Provider): string {
  if (!hasKey) return `${name} refused the call (status ${status}): check ${keyVariable}.`;
  return `The key for ${name} was refused${said}: check ${keyVariable}.`;
}

/** Whether a provider says by a 404 that it has no such model. */
export function saysNoModel({ status, form, detail }: Told): boolean {
  return status === 404 && form === 'error' && !isBareNotFound(detail);
}

/** The message for a 404. From an API it means that there is no such model; in another form, that there is no API. */
function notFoundMessage(failure: Told, provider: Provider, model: ModelName | undefined): string {
  const { name, host, addressVariable } = provider;
  const check = `check ${addressVariable ?? 'the address'}.`;
  if (!model) return `${name} has no list of models at ${host}: ${check}`;
  if (saysNoModel(failure)) {
    return `${name} has no model named ${model.name}: check the name.`;
  }
  return `There is no API of ${name} at this address of ${host}${saidIn(failure, provider)}: ${check}`;
}

/** Whether these are the words of web frameworks for an address that they don't know. */
function isBareNotFound(detail: string): boolean {
  return /^(?:404 )?(?:page )?not found\.?$/i.test(detail.trim());
}
