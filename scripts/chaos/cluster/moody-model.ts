import { type FakeAnswer, startFakeProvider } from '../../../test/support/models/fake-provider.ts';
import { messagesOf } from '../../../test/support/models/strict-model.ts';

/** How the model is: well, or refusing all that it is asked, or breaking its answers off. */
export type ModelMood = 'well' | 'refusing' | 'breaking off';

/** A model that repeats what it is told, at a pace, and can be unwell. */
export interface MoodyModel {
  /** For `COMPATIBLE_BASE_URL`. */
  readonly url: string;
  be(mood: ModelMood): void;
  close(): Promise<void>;
}

const PIECES = 40;
/** All answers under way together get so many pieces in each step of so many milliseconds. */
const PIECES_A_STEP = 12;
const STEP_MS = 25;

/** Starts the model. What it says begins with the last thing that it was told, so that it can be told whose it is. */
export async function startMoodyModel(): Promise<MoodyModel> {
  const provider = await startFakeProvider();
  let mood: ModelMood = 'well';
  const answer = (body: unknown): Exclude<FakeAnswer, { kind: 'by' }> => {
    const told = messagesOf(body).at(-1)?.content ?? '';
    const pieces = [`You said: ${told.slice(0, 200)}. `, ...Array.from({ length: PIECES }, (_, n) => `word${n} `)];
    if (mood === 'refusing') return { kind: 'status', status: 503, message: 'Come again later.' };
    return mood === 'breaking off' ? { kind: 'break', pieces: pieces.slice(0, 10) } : { kind: 'text', pieces };
  };
  provider.answerWith({ kind: 'by', answer });
  provider.hold();
  const pace = setInterval(() => provider.release(PIECES_A_STEP), STEP_MS);
  return {
    url: provider.url,
    be(next) {
      mood = next;
    },
    close() {
      clearInterval(pace);
      return provider.close();
    },
  };
}
