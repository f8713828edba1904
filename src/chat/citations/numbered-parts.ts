import { placeOf } from '../../documents/document.ts';
import type { RecallHit } from '../../memory/memory.ts';
import type { DocumentSource } from '../../models/model.ts';

/** A part of a document that a model was given, and the number by which it cites it. */
export interface NumberedPart {
  readonly number: number;
  readonly memoryId: string;
  readonly content: string;
  /** Where its text begins, after the line of its heading. */
  readonly textAt: number;
}

/** Numbers parts of documents in the order in which a model is given them: a part keeps its number. */
export class NumberedParts {
  readonly #parts = new Map<string, { readonly source: DocumentSource; readonly part: NumberedPart }>();

  /** The source of a hit that is a part of a document, with its number; undefined for every other memory. */
  sourceOf({ memory }: RecallHit): DocumentSource | undefined {
    const known = this.#parts.get(memory.id);
    if (known) return known.source;
    const place = placeOf(memory);
    if (!place) return undefined;
    const { id: memoryId, content } = memory;
    const source = { ...place, number: this.#parts.size + 1 };
    const textAt = place.heading && content.startsWith(`${place.heading}\n`) ? place.heading.length + 1 : 0;
    this.#parts.set(memoryId, { source, part: { number: source.number, memoryId, content, textAt } });
    return source;
  }

  /** All that were numbered, in order. */
  get all(): readonly NumberedPart[] {
    return [...this.#parts.values()].map(({ part }) => part);
  }
}
