import { setImmediate } from 'node:timers/promises';
import type { ModelName } from '../../config/model-name.ts';
import { BadUserInputError } from '../../errors.ts';
import { TextCleaner } from '../../language/text-cleaner.ts';
import { countWords } from '../../language/words.ts';
import type { Completion } from '../completion.ts';
import type { Fact, Model, ModelEvent, ModelMemory, Prompt, StreamOptions } from '../model.ts';
import { mediaOf, textOfContent } from '../prompt/completion-texts.ts';
import { answerPrompt } from './answer.ts';
import { readFacts } from './facts/facts.ts';

/**
 * local/lex: no language model, but a small program that remembers, recalls, forgets, tells the time, calculates and
 * summarises, offline and always the same way. To everything else it says that no language model is set.
 */
export class LexModel implements Model {
  readonly name: ModelName = { provider: 'local', name: 'lex' };

  /** Streams the answer word by word. Its tokens are words: it has no others. */
  async *stream(prompt: Prompt, { signal }: StreamOptions): AsyncGenerator<ModelEvent> {
    signal.throwIfAborted();
    const cleaner = new TextCleaner();
    const answer = cleaner.push(await answerPrompt(prompt, signal)) + cleaner.end();
    let outputTokens = 0;
    for (const [word] of answer.matchAll(/\S+\s*/gu)) {
      // Lets an abort in, which arrives as an event: a long answer would otherwise run through.
      await setImmediate();
      signal.throwIfAborted();
      outputTokens += 1;
      yield { kind: 'text', text: word };
    }
    const inputTokens = prompt.messages.reduce((sum, message) => sum + countWords(message.content), 0);
    yield { kind: 'end', finishReason: 'STOP', inputTokens, outputTokens };
  }

  /** Answers the newest message. Tools it calls none, and a call that keeps nothing changes nothing of the memory. */
  complete(completion: Completion, options: StreamOptions): AsyncGenerator<ModelEvent> {
    const { system, messages, toolChoice, recalled, recall } = completion;
    if (mediaOf(completion).length > 0)
      throw new BadUserInputError('local/lex reads text alone: choose another model.');
    if (toolChoice !== undefined && toolChoice !== 'auto' && toolChoice !== 'none') {
      throw new BadUserInputError('local/lex calls no tools: choose another model.');
    }
    const told = system === undefined ? [] : [{ role: 'system' as const, content: system }];
    const said = messages.flatMap(({ role, content }) =>
      role === 'tool' || content === null ? [] : [{ role, content: textOfContent(content) }],
    );
    const memory: ModelMemory = {
      recalled,
      recall,
      isReadOnly: true,
      keepsUnasked: false,
      remember: () => Promise.resolve('refused'),
      forget: () => Promise.resolve(),
    };
    return this.stream({ messages: [...told, ...said], voiceMode: false, memory, now: new Date() }, options);
  }

  readFacts(text: string): readonly Fact[] {
    return readFacts(text);
  }

  /** It is part of this process, so that it can always be reached. */
  async probe(): Promise<void> {}
}
