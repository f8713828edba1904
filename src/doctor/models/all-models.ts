import { formatModelName, type ModelName } from '../../config/model-name.ts';
import { messageOf } from '../../errors.ts';
import { NO_MEMORY, type UnmeteredModel } from '../../models/model.ts';
import { openModels } from '../../models/open-models.ts';
import type { Check } from '../findings/check.ts';
import { type Finding, named, ok, problem, unchecked, warning } from '../findings/finding.ts';
import { sentence } from '../findings/sentence.ts';
import { HOW_TO_ASK, lookAtOthers } from './other-models.ts';

/** A model that runs on a machine of one's own may have to be loaded first. */
const ANSWER_MS = 45_000;

/** The models that are set: whether they answer, or at least their providers, which costs nothing. */
export const allModels: Check = {
  name: 'models',
  timeoutMs: () => ANSWER_MS,
  async run({ config, log, asksModels }, signal) {
    if (!config) return named('models', [unchecked('The settings have to be mended first.')]);
    const { models } = openModels({ ...config, ...NO_OTHERS }, { log });
    const chosen = new Map([config.model, ...config.models].map((name) => [formatModelName(name), name]));
    const looks = [...chosen.values()].map(async (name): Promise<Finding> => {
      const isDefault = formatModelName(name) === formatModelName(config.model);
      return lookAt(name, { isDefault, asks: asksModels, signal, resolve: (text) => models.resolve(text) });
    });
    const [answering, others] = await Promise.all([
      Promise.all(looks),
      lookAtOthers(config, { log, asks: asksModels, signal }),
    ]);
    return [...named('models', answering), ...others];
  },
};

/** They are looked at one by one: where one of them can't be opened, the others can. */
const NO_OTHERS = { embeddingModel: undefined, speechModel: undefined, transcriptionModel: undefined };

interface Look {
  readonly isDefault: boolean;
  readonly asks: boolean;
  readonly signal: AbortSignal;
  readonly resolve: (name: string) => UnmeteredModel;
}

async function lookAt(name: ModelName, { isDefault, asks, signal, resolve }: Look): Promise<Finding> {
  const shown = formatModelName(name);
  const facts = { model: shown };
  try {
    const model = resolve(shown);
    const started = performance.now();
    // The model that comes with Lex costs nothing.
    if (asks || name.provider === 'local') {
      await firstWords(model, signal);
      const ms = Math.round(performance.now() - started);
      return ok(`${shown} answers: its first words came after ${ms} ms.`, { ...facts, firstWordsMs: ms, asked: true });
    }
    await model.probe({ signal });
    return ok(`The provider of ${shown} answers with the key that is set; ${HOW_TO_ASK}.`, { ...facts, asked: false });
  } catch (error) {
    const says = `${shown} does not answer: ${sentence(messageOf(error))}`;
    const fix = 'See that the name, the key and the address of its provider are right, and that they can be reached.';
    return isDefault ? problem(says, fix, facts) : warning(says, fix, facts);
  }
}

/** Asks for as little as can be, and hangs up at the first words. */
async function firstWords(model: UnmeteredModel, signal: AbortSignal): Promise<void> {
  const enough = new AbortController();
  const messages = [{ role: 'user', content: 'Answer with the one word: yes' }] as const;
  const prompt = { messages, voiceMode: false, memory: NO_MEMORY, now: new Date() };
  const call = { signal: AbortSignal.any([signal, enough.signal]), about: { by: 'lex doctor' } };
  try {
    for await (const event of model.stream(prompt, call)) if (event.kind !== 'end') return;
    throw new Error('it ended without a word');
  } finally {
    enough.abort();
  }
}
