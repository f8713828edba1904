import { type FormEvent, useState } from 'react';
import { useStrings } from '../language/language.tsx';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Field } from '../parts/field.tsx';
import { Problem } from '../parts/problem.tsx';
import { useSubmission } from '../parts/use-submission.ts';

export interface RenameDialogProps {
  readonly title: string;
  /** Gives it another title. @throws {ApiError} */
  readonly onRename: (title: string) => Promise<void>;
  readonly onClose: () => void;
}

const LONGEST_TITLE = 200;

/** Asks for a conversation's title. */
export function RenameDialog({ title, onRename, onClose }: RenameDialogProps) {
  const strings = useStrings();
  const [wanted, setWanted] = useState(title);
  const { busy, error, run } = useSubmission();

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const trimmed = wanted.trim();
    if (!trimmed) return;
    void run(async () => {
      if (trimmed !== title) await onRename(trimmed);
      onClose();
    });
  };

  return (
    <Dialog title={strings.conversations.rename} onClose={onClose}>
      <form className="form" onSubmit={submit}>
        <Field
          label={strings.conversations.newTitle}
          value={wanted}
          onChange={setWanted}
          dir="auto"
          maxLength={LONGEST_TITLE}
          required
          autoFocus
          onFocus={(event) => event.target.select()}
        />
        {error && <Problem error={error} />}
        <div className="dialog-buttons">
          <Button onClick={onClose}>{strings.cancel}</Button>
          <Button type="submit" kind="primary" busy={busy}>
            {strings.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
