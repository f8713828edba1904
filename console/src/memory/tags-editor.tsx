import { useStrings } from '../language/language.tsx';
import { IconButton } from '../parts/button.tsx';
import { Field } from '../parts/field.tsx';
import { Icon } from '../parts/icon.tsx';

export interface TagsEditorProps {
  readonly tags: readonly string[];
  readonly onChange: (tags: readonly string[]) => void;
  /** What has been entered of another one. */
  readonly entered: string;
  readonly onEntered: (entered: string) => void;
}

/** With one more tag, unless there is nothing to it or it is there. */
export function withTag(tags: readonly string[], entered: string): readonly string[] {
  const tag = entered.trim();
  return tag === '' || tags.includes(tag) ? tags : [...tags, tag];
}

/** Tags to add and take away, one by one: they may hold any character. */
export function TagsEditor({ tags, onChange, entered, onEntered }: TagsEditorProps) {
  const { memory } = useStrings();
  const add = () => {
    onChange(withTag(tags, entered));
    onEntered('');
  };
  return (
    <div>
      <Field
        label={memory.tags}
        hint={memory.tagsExplained}
        value={entered}
        onChange={onEntered}
        maxLength={64}
        dir="auto"
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.nativeEvent.isComposing || !entered.trim()) return;
          event.preventDefault();
          add();
        }}
      />
      {tags.length > 0 && (
        <ul className="memory-tags" aria-label={memory.tags}>
          {tags.map((tag) => (
            <li key={tag} className="memory-tag">
              <bdi>{tag}</bdi>
              <IconButton
                label={memory.withoutTag(tag)}
                icon={<Icon name="close" size={14} />}
                onClick={() => onChange(tags.filter((each) => each !== tag))}
              />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
