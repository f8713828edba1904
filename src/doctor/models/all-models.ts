import type { Config } from '../../config/config.ts';
import { formatModelName, type ModelName } from '../../config/model-name.ts';
import { messageOf, StartError } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import type { UnmeteredEmbeddingModel } from '../../models/embeddings.ts';
import { NO_MEMORY, type UnmeteredModel } from '../../models/model.ts';
import { openModels } from '../../models/open-models.ts';
import type { Check } from '../findings/check.ts';
import { type Finding, type NamedFinding, named, ok, problem, unchecked, warning } from '../findings/finding.ts';
import { sentence } from '../findings/sentence.ts';

/** A model that runs on a machine of one's own may have to be loaded first. */
const ANSWER_MS = 45_000;

/** The models that are set: whether they answer, or at least their providers, which costs nothing. */
export const allModels: Check = {
  name: 'models',
  timeoutMs: () => ANSWER_MS,
  async run({ config, log, asksModels }, signal) {
    if (!config) return named('models', [unchecked('The settings have to be mended first.')]);
    const opened = openAll(config, log);
    if ('state' in opened) return named('models.embedding', [opened]);
    const { models, embeddings } = opened;
    const chosen = new Map([config.model, ...config.models].map((name) => [formatModelName(name), name]));
    const looks = [...chosen.values()].map(async (name): Promise<Finding> => {
      const isDefault = formatModelName(name) === formatModelName(config.model);
      return lookAt(name, { isDefault, asks: asksModels, signal, resolve: (text) => models.resolve(text) });
    });
    const findings = named('models', await Promise.all(looks));
    return embeddings ? [...findings, ...(await lookAtEmbeddings(embeddings, asksModels, signal))] : findings;
  },
};

/** A finding, when the settings of the embedding model keep Lex from starting. */
function openAll(config: Config, log: Logger): ReturnType<typeof openModels> | Finding {
  try {
    return openModels(config, { log });
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    return problem(sentence(error.message), 'Mend it where it is set: `lex config` says where that is.');
  }
}

interface Look {
  readonly isDefault: boolean;
  readonly asks: boolean;
  readonly signal: AbortSignal;
  readonly resolve: (name: string) => UnmeteredModel;
}

const HOW_TO_ASK = '`lex doctor --models` asks it, for a few tokens';

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

async function lookAtEmbeddings(
  model: UnmeteredEmbeddingModel,
  asks: boolean,
  signal: AbortSignal,
): Promise<NamedFinding[]> {
  const shown = formatModelName(model.name);
  const facts = { model: shown };
  try {
    if (!asks) {
      await model.probe({ signal });
      return named('models.embedding', [ok(`The provider of ${shown} answers; ${HOW_TO_ASK}.`, facts)]);
    }
    const [vector] = await model.embed(['yes'], { signal });
    const dimensions = vector?.length ?? 0;
    return named('models.embedding', [ok(`${shown} answers with vectors of ${dimensions} numbers.`, facts)]);
  } catch (error) {
    const says = `${shown} makes no vectors: ${sentence(messageOf(error))} Recall goes by words alone.`;
    const fix = 'See that LEX_EMBEDDING_MODEL, its key and its address are right.';
    return named('models.embedding', [problem(says, fix, facts)]);
  }
}
