import { type ReactNode, useState } from 'react';
import type { ListedMemoryFragment } from '../generated/graphql.ts';
import { useStrings } from '../language/language.tsx';
import { Button } from '../parts/button.tsx';
import { Moment } from '../parts/moment.tsx';
import { snippetOf } from './snippet.ts';
import { SourceLink } from './source-link.tsx';
import { TagButtons } from './tag-buttons.tsx';

/** What can be done with a memory that is shown. */
export interface MemoryActions {
  readonly edit: (memory: ListedMemoryFragment) => void;
  readonly showDetails: (memory: ListedMemoryFragment) => void;
  readonly forget: (memory: ListedMemoryFragment) => void;
  readonly chooseTag: (tag: string) => void;
}

export interface MemoryRowProps {
  readonly memory: ListedMemoryFragment;
  readonly actions: MemoryActions;
  /** What else there is to say of it, such as why it was found. */
  readonly children?: ReactNode;
}

/** From here on a memory is shown in part, in characters and in lines. */
const LONG = { characters: 600, lines: 8 };

/** Who goes through the list by keyboard stays there: the focus would be lost with the row that goes. */
function focusNeighbour(button: HTMLElement): void {
  const item = button.closest('li');
  const neighbour = item?.nextElementSibling ?? item?.previousElementSibling;
  const next = neighbour?.querySelector<HTMLElement>('[data-removes]') ?? document.querySelector<HTMLElement>('h1');
  next?.focus();
}

/** A memory in a list. */
export function MemoryRow({ memory, actions, children }: MemoryRowProps) {
  const strings = useStrings();
  const { content, tags, source, createdAt, updatedAt, expiresAt } = memory;
  const [whole, setWhole] = useState(false);
  const isLong = content.length > LONG.characters || content.split('\n', LONG.lines + 1).length > LONG.lines;
  return (
    <article className="row memory" aria-label={snippetOf(content)}>
      <p className={`memory-content ${isLong && !whole ? 'memory-part' : ''}`} dir="auto">
        {content}
      </p>
      {isLong && (
        <Button kind="quiet" aria-expanded={whole} onClick={() => setWhole(!whole)}>
          {whole ? strings.memory.less : strings.memory.more}
        </Button>
      )}
      {tags.length > 0 && <TagButtons tags={tags} onChoose={actions.chooseTag} />}
      {children}
      <div className="row-head">
        <div className="row-facts">
          <span>
            {createdAt === updatedAt ? strings.memory.remembered : strings.memory.changed} <Moment at={updatedAt} />
          </span>
          {expiresAt && (
            <span>
              {strings.memory.expires} <Moment at={expiresAt} />
            </span>
          )}
          {source && <SourceLink source={source} />}
        </div>
        <div className="memory-buttons">
          <Button kind="quiet" onClick={() => actions.showDetails(memory)}>
            {strings.memory.details}
          </Button>
          <Button kind="quiet" onClick={() => actions.edit(memory)}>
            {strings.edit}
          </Button>
          <Button
            kind="quiet"
            data-removes=""
            onClick={({ currentTarget }) => {
              focusNeighbour(currentTarget);
              actions.forget(memory);
            }}
          >
            {strings.remove}
          </Button>
        </div>
      </div>
    </article>
  );
}
