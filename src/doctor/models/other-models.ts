import type { Config } from '../../config/config.ts';
import { formatModelName, type ModelName } from '../../config/model-name.ts';
import { messageOf, StartError } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import { createEmbeddingModel } from '../../models/embeddings.ts';
import { setUpProvider } from '../../models/models.ts';
import { createSpeechModel } from '../../models/speech/speech-model.ts';
import { createTranscriptionModel } from '../../models/speech/transcription-model.ts';
import { type NamedFinding, named, ok, problem } from '../findings/finding.ts';
import { sentence } from '../findings/sentence.ts';
import { SILENT_WAV } from './silent-wav.ts';

export const HOW_TO_ASK = '`lex doctor --models` asks it, for a few tokens';

interface How {
  readonly log: Logger;
  /** Whether a model is really asked, and not its provider alone. */
  readonly asks: boolean;
  readonly signal: AbortSignal;
}

/** Its provider can be asked whether it answers, which costs nothing. */
interface Probed {
  /** @throws {ModelError} when it can't be reached with the key that is set */
  probe(options: { readonly signal: AbortSignal }): Promise<void>;
}

/** A model beside those that answer. */
interface Other<Model extends Probed> {
  readonly check: string;
  readonly setting: string;
  /** Undefined: none is set, and nothing is said of it. */
  readonly name: ModelName | undefined;
  /** @throws {StartError} */
  open(name: ModelName): Model;
  /** Asks for as little as can be. @returns what it answers with */
  ask(model: Model): Promise<string>;
  /** What comes of it when it doesn't answer: a sentence. */
  readonly without: string;
}

/** Whether the models that make vectors, speak and listen answer, where they are set, or at least their providers. */
export async function lookAtOthers(
  { embeddingModel, speechModel, transcriptionModel, providers }: Config,
  how: How,
): Promise<readonly NamedFinding[]> {
  const { log, signal } = how;
  const surroundings = { providers, setUp: setUpProvider, log };
  const looks = await Promise.all([
    look(how, {
      check: 'models.embedding',
      setting: 'LEX_EMBEDDING_MODEL',
      name: embeddingModel,
      open: (name) => createEmbeddingModel(name, surroundings),
      async ask(model) {
        const [vector] = await model.embed(['yes'], { signal });
        return `vectors of ${vector?.length ?? 0} numbers`;
      },
      without: 'Recall goes by words alone.',
    }),
    look(how, {
      check: 'models.speech',
      setting: 'LEX_SPEECH_MODEL',
      name: speechModel,
      open: (name) => createSpeechModel(name, surroundings),
      async ask(model) {
        const { samples, rate } = await model.speak('Yes.', { voice: undefined, rate: 1, signal });
        if (samples.length === 0) throw new Error('it says nothing');
        return `${(samples.length / 2 / rate).toFixed(1)} s of sound`;
      },
      without: 'Replies aren’t spoken.',
    }),
    look(how, {
      check: 'models.transcription',
      setting: 'LEX_TRANSCRIPTION_MODEL',
      name: transcriptionModel,
      open: (name) => createTranscriptionModel(name, surroundings),
      async ask(model) {
        await model.transcribe(SILENT_WAV, { contentType: 'audio/wav', language: undefined, signal });
        return 'what it hears in a second of silence';
      },
      without: 'Nothing is written down of what is said.',
    }),
  ]);
  return looks.flat();
}

async function look<Model extends Probed>(
  { asks, signal }: How,
  { check, setting, name, open, ask, without }: Other<Model>,
): Promise<readonly NamedFinding[]> {
  if (!name) return [];
  const shown = formatModelName(name);
  const facts = { model: shown, asked: asks };
  try {
    const model = open(name);
    if (asks) return named(check, [ok(`${shown} answers with ${await ask(model)}.`, facts)]);
    await model.probe({ signal });
    return named(check, [ok(`The provider of ${shown} answers; ${HOW_TO_ASK}.`, facts)]);
  } catch (error) {
    if (error instanceof StartError) {
      const fix = 'Lex does not start so. Mend it where it is set: `lex config` says where that is.';
      return named(check, [problem(sentence(error.message), fix, facts)]);
    }
    const says = `${shown} does not answer: ${sentence(messageOf(error))} ${without}`;
    const fix = `See that ${setting}, the key and the address of its provider are right, and can be reached.`;
    return named(check, [problem(says, fix, facts)]);
  }
}
