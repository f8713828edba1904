import { useStrings } from '../language/language.tsx';

export interface TagButtonsProps {
  readonly tags: readonly string[];
  readonly onChoose: (tag: string) => void;
}

/** The tags of a memory: each lists those that have it. */
export function TagButtons({ tags, onChoose }: TagButtonsProps) {
  const { memory } = useStrings();
  return (
    <ul className="memory-tags" aria-label={memory.tags}>
      {tags.map((tag) => (
        <li key={tag}>
          <button type="button" className="memory-tag" title={memory.onlyTag(tag)} onClick={() => onChoose(tag)}>
            <bdi>{tag}</bdi>
          </button>
        </li>
      ))}
    </ul>
  );
}
