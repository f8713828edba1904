import type { RecallHit } from '../../memory/memory.ts';
import type { MemoryService } from '../../memory/memory-service.ts';
import type { ModelContext } from '../../models/contexts/model-context.ts';
import type { Prompt } from '../../models/model.ts';
import { NumberedParts } from '../citations/numbered-parts.ts';
import type { Branch } from '../prompt/branch.ts';
import { type ComposedPrompt, composePrompt } from '../prompt/compose-prompt.ts';
import { asRecalled, createModelMemory } from '../prompt/model-memory.ts';

/** What a reply's prompt is made of. */
interface Ingredients {
  readonly branch: Branch;
  /** What the question brought to mind, best first. */
  readonly hits: readonly RecallHit[];
  readonly memory: MemoryService;
  readonly ownerId: string;
  readonly voiceMode: boolean;
  readonly timeZone: string | undefined;
}

/** A prompt that was composed, and what went into it. */
export interface LastPrompt extends ComposedPrompt {
  /** What was known of the model's context. */
  readonly within: ModelContext;
  readonly recalled: readonly RecallHit[];
}

/** The prompt of a reply. It is composed anew, shorter, each time that the model refuses it as too long. */
export class ReplyPrompt {
  /** What the model remembered while it answered. */
  readonly remembered: string[] = [];
  /** The parts of documents that the model was given. */
  readonly parts = new NumberedParts();
  readonly #from: Ingredients;
  readonly #now = new Date();
  #last: LastPrompt | undefined;

  constructor(from: Ingredients) {
    this.#from = from;
  }

  /** The prompt that was composed last, which is the one that the model has taken. */
  get last(): LastPrompt | undefined {
    return this.#last;
  }

  /** Composes the prompt for a context; undefined when the context holds nothing that would be worth asking. */
  compose(within: ModelContext): Prompt | undefined {
    const { branch, hits, memory, ownerId, voiceMode, timeZone } = this.#from;
    const asked = { voiceMode, timeZone, now: this.#now };
    const candidates = hits.map((hit) => asRecalled(hit, this.parts));
    const composed = composePrompt({ ...asked, branch, recalled: candidates, context: within });
    if (!composed) return undefined;
    const { messages, summary } = composed;
    const textOf = new Map(composed.memories.map(({ id, text }) => [id, text]));
    const recalled = hits.filter((hit) => textOf.has(hit.memory.id));
    this.#last = { ...composed, within, recalled };
    const shown = recalled.map((hit) => ({
      ...asRecalled(hit, this.parts),
      content: textOf.get(hit.memory.id) ?? hit.memory.content,
    }));
    const { remembered, parts: sources } = this;
    return {
      ...asked,
      messages,
      summary,
      memory: createModelMemory(memory, ownerId, { branch, recalled: shown, remembered, sources }),
    };
  }
}
