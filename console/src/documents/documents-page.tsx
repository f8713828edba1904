import { useCallback, useState } from 'react';
import {
  DeleteDocumentDocument,
  DocumentsDocument,
  type ListedDocumentFragment,
  type ListedJobFragment,
} from '../generated/graphql.ts';
import { hasEnded } from '../jobs/has-ended.ts';
import { useStrings } from '../language/language.tsx';
import { ConfirmDialog } from '../parts/dialog.tsx';
import { EndlessList } from '../parts/endless-list.tsx';
import { Page } from '../parts/page.tsx';
import { useToasts } from '../parts/toasts.tsx';
import { Unread } from '../parts/unread.tsx';
import { usePages } from '../parts/use-pages.ts';
import { useApi } from '../session/session.ts';
import { DocumentRow } from './document-row.tsx';
import './documents.css';
import { UploadFiles } from './upload-files.tsx';

/** The documents that LEX has read. */
export default function DocumentsPage() {
  const strings = useStrings();
  const api = useApi();
  const toasts = useToasts();
  const load = useCallback(
    async (after: string | null) => (await api.ask(DocumentsDocument, { after })).documents,
    [api],
  );
  const pages = usePages(load);
  const [leaving, setLeaving] = useState<ListedDocumentFragment>();
  const { nodes, change, reload } = pages;

  const remove = async ({ id }: ListedDocumentFragment) => {
    try {
      await api.change(DeleteDocumentDocument, { id });
      change((before) => before.filter((each) => each.id !== id));
    } catch (cause) {
      toasts.failed(cause);
    }
  };

  return (
    <Page
      title={strings.pages.documents}
      explained={strings.documents.explained}
      actions={<UploadFiles onArrived={reload} />}
    >
      {!nodes && <Unread error={pages.error} onRetry={reload} />}
      {nodes?.length === 0 && !pages.isLoading && <p className="empty">{strings.documents.none}</p>}
      {nodes && (
        <EndlessList label={strings.documents.list} nodes={nodes} pages={pages}>
          {(document) => (
            <FollowedRow
              document={document}
              change={change}
              // What it was read as, and what it has replaced, is known to the server.
              onEnded={reload}
              onDelete={() => setLeaving(document)}
            />
          )}
        </EndlessList>
      )}
      {leaving && (
        <ConfirmDialog
          title={strings.documents.removeTitle(leaving.name)}
          description={strings.documents.removeExplained}
          confirm={strings.documents.remove}
          onConfirm={() => void remove(leaving)}
          onClose={() => setLeaving(undefined)}
        />
      )}
    </Page>
  );
}

interface FollowedRowProps {
  readonly document: ListedDocumentFragment;
  readonly change: (change: (nodes: readonly ListedDocumentFragment[]) => readonly ListedDocumentFragment[]) => void;
  readonly onEnded: () => void;
  readonly onDelete: () => void;
}

/** A row that keeps step with the job that reads its document. */
function FollowedRow({ document, change, onEnded, onDelete }: FollowedRowProps) {
  const { id } = document;
  const onProgress = useCallback(
    (job: ListedJobFragment) => {
      change((nodes) => nodes.map((node) => (node.id === id ? { ...node, job } : node)));
      if (hasEnded(job.state)) onEnded();
    },
    [change, id, onEnded],
  );
  return <DocumentRow document={document} onProgress={onProgress} onDelete={onDelete} />;
}
