import type { ListedDocumentFragment, ListedJobFragment } from '../generated/graphql.ts';
import { hasEnded } from '../jobs/has-ended.ts';
import { useProgress } from '../jobs/use-progress.ts';
import { useStrings } from '../language/language.tsx';
import { Button } from '../parts/button.tsx';
import { Facts } from '../parts/facts.tsx';
import { Moment } from '../parts/moment.tsx';

export interface DocumentRowProps {
  readonly document: ListedDocumentFragment;
  /** Told of how far its job is. */
  readonly onProgress: (job: ListedJobFragment) => void;
  readonly onDelete: () => void;
}

/** A document, and how far it is while it is being read. */
export function DocumentRow({ document, onProgress, onDelete }: DocumentRowProps) {
  const { documents: strings } = useStrings();
  const { name, state, type, bytes, pages, parts, createdAt, job } = document;
  const isReading = state === 'READING';
  useProgress(job?.id ?? '', { isOpen: isReading && job !== null && !hasEnded(job.state), onChange: onProgress });
  return (
    <article className="row" aria-label={name}>
      <div className="row-head">
        <h2 className="document-name" dir="auto">
          {name}
        </h2>
        <Button kind="danger" aria-label={strings.removeNamed(name)} onClick={onDelete}>
          {strings.remove}
        </Button>
      </div>
      {isReading && (
        <p>
          <progress aria-label={strings.reading(name)} max={100} value={job?.progress ?? 0} />{' '}
          {job?.step ?? strings.waiting}
        </p>
      )}
      {state === 'FAILED' && <p className="problem-detail">{job?.error ?? strings.failed}</p>}
      <Facts
        facts={[
          [strings.type, type ?? undefined],
          [strings.size, strings.bytes(bytes)],
          [strings.pages, pages ?? undefined],
          [strings.parts, state === 'READY' ? parts : undefined],
          [strings.sent, <Moment key="sent" at={createdAt} />],
        ]}
      />
    </article>
  );
}
