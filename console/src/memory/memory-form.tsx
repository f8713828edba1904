import { type FormEvent, useState } from 'react';
import { type ListedMemoryFragment, RememberDocument } from '../generated/graphql.ts';
import { useStrings } from '../language/language.tsx';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Area } from '../parts/field.tsx';
import { Problem } from '../parts/problem.tsx';
import { useSubmission } from '../parts/use-submission.ts';
import { useApi } from '../session/session.ts';
import { ExpiryField } from './expiry-field.tsx';
import { forgettingOf } from './forgetting.ts';
import { NewNameFields } from './new-name-fields.tsx';
import { TagsEditor, withTag } from './tags-editor.tsx';

export interface MemoryFormProps {
  /** What is changed; undefined: another one is added. */
  readonly memory: ListedMemoryFragment | undefined;
  /** Where another one is kept, unless that is changed. */
  readonly namespace: string;
  readonly onSaved: (memory: ListedMemoryFragment) => void;
  readonly onClose: () => void;
}

/** How many characters a memory may have. */
const MOST = 32_000;

/** Adds a memory, or changes what one says. Its name stays: the same key in the same namespace is the same memory. */
export function MemoryForm({ memory, namespace, onSaved, onClose }: MemoryFormProps) {
  const strings = useStrings();
  const api = useApi();
  const [content, setContent] = useState(memory?.content ?? '');
  const [name, setName] = useState({ key: memory?.key ?? '', namespace: memory?.namespace ?? namespace });
  const [tags, setTags] = useState<readonly string[]>(memory?.tags ?? []);
  const [enteredTag, setEnteredTag] = useState('');
  const [expiresAt, setExpiresAt] = useState(memory?.expiresAt ?? null);
  const { busy, error, run } = useSubmission();

  const save = async () => {
    // Names that were there before may begin or end with spaces.
    const { key, namespace } = memory ?? { key: name.key.trim(), namespace: name.namespace.trim() };
    const input = {
      content,
      namespace,
      tags: [...withTag(tags, enteredTag)],
      expiresAt,
      // What the form doesn't show stays: remembering replaces all of a memory.
      ...(memory && { group: memory.group, metadata: memory.metadata }),
      ...(key !== '' && { key }),
    };
    if (key !== '') await forgettingOf(api).settle(namespace, key);
    const { remember } = await api.change(RememberDocument, { input });
    onSaved(remember);
    onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(save);
  };

  return (
    <Dialog title={memory ? strings.memory.editTitle : strings.memory.addTitle} onClose={onClose}>
      <form className="form" onSubmit={submit}>
        <Area label={strings.memory.content} value={content} onChange={setContent} maxLength={MOST} required rows={5} />
        {memory?.source && <p className="hint">{strings.memory.becomesOwn}</p>}
        <TagsEditor tags={tags} onChange={setTags} entered={enteredTag} onEntered={setEnteredTag} />
        <ExpiryField expiresAt={expiresAt} onChange={setExpiresAt} />
        {!memory && <NewNameFields name={name} onChange={setName} />}
        {error && <Problem error={error} />}
        <div className="dialog-buttons">
          <Button onClick={onClose}>{strings.cancel}</Button>
          <Button type="submit" kind="primary" busy={busy} disabled={!content.trim() || !name.namespace.trim()}>
            {strings.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
