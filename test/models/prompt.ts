import type {
  AnswerEnd,
  Fact,
  ModelMemory,
  Prompt,
  PromptMessage,
  RecalledMemory,
  UnmeteredModel,
} from '../../src/models/model.ts';

/** A memory in a list, which brings back whatever shares a word with the query. */
export class ListMemory implements ModelMemory {
  readonly keepsUnasked: boolean = true;
  #kept: readonly RecalledMemory[];

  constructor(...contents: readonly string[]) {
    this.#kept = contents.map((content, number) => recalled(`m${number}`, content));
  }

  get contents(): string[] {
    return this.#kept.map(({ content }) => content);
  }

  get recalled(): readonly RecalledMemory[] {
    return this.#kept;
  }

  async recall(query: string, limit: number): Promise<readonly RecalledMemory[]> {
    const words = query.toLowerCase().split(/[^a-z]+/);
    return this.#kept
      .filter(({ content }) => words.some((word) => word !== '' && content.toLowerCase().includes(word.slice(0, 4))))
      .slice(0, limit);
  }

  async remember({ content }: Fact): Promise<'remembered' | 'refused'> {
    if (!this.contents.includes(content)) this.#kept = [...this.#kept, recalled(`m${this.#kept.length}`, content)];
    return 'remembered';
  }

  async forget(ids: readonly string[]): Promise<void> {
    this.#kept = this.#kept.filter(({ id }) => !ids.includes(id));
  }
}

function recalled(id: string, content: string): RecalledMemory {
  return { id, content, score: 1, reasons: [] };
}

/** A Friday, five past two in the afternoon, UTC. */
export const NOW = new Date('2026-11-13T14:05:00Z');

/** A prompt with one user's turn, or the given ones. */
export function promptOf(
  messages: string | readonly PromptMessage[],
  options: Partial<Omit<Prompt, 'messages'>> = {},
): Prompt {
  const all = typeof messages === 'string' ? [{ role: 'user', content: messages } as const] : messages;
  return { messages: all, voiceMode: false, memory: new ListMemory(), now: NOW, ...options };
}

/** What a model said: the pieces of its answer, of what it thought, and its end. */
export interface Said {
  readonly text: string;
  readonly pieces: readonly string[];
  readonly reasoning: string;
  readonly end: AnswerEnd | undefined;
}

/** Asks a model and reads its answer to the end. */
export async function ask(model: UnmeteredModel, prompt: Prompt, signal = new AbortController().signal): Promise<Said> {
  const pieces: string[] = [];
  let reasoning = '';
  let end: Said['end'];
  for await (const event of model.stream(prompt, { signal })) {
    if (event.kind === 'text') pieces.push(event.text);
    else if (event.kind === 'reasoning') reasoning += event.text;
    else end = event;
  }
  return { text: pieces.join(''), pieces, reasoning, end };
}
