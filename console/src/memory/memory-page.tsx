import { useMemo, useState } from 'react';
import { goTo, useRoute } from '../app/route.ts';
import type { ListedMemoryFragment } from '../generated/graphql.ts';
import { useStrings } from '../language/language.tsx';
import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { Page } from '../parts/page.tsx';
import './memory.css';
import { DrawsSwitch } from './draws-switch.tsx';
import { MemoryDetails } from './memory-details.tsx';
import { MemoryForm } from './memory-form.tsx';
import { MemoryList } from './memory-list.tsx';
import type { MemoryActions } from './memory-row.tsx';
import { NamespaceField } from './namespace-field.tsx';
import { RecallResults } from './recall-results.tsx';
import { SearchForm } from './search-form.tsx';
import { TagField } from './tag-field.tsx';
import { useForgetting } from './use-forgetting.ts';
import { type MemoryFilter, useMemories } from './use-memories.ts';
import { DEFAULT_NAMESPACE } from './use-namespaces.ts';

/** What LEX remembers: to look through, search, add to, change and delete. `#/memory/ID` shows one of them. */
export default function MemoryPage() {
  const strings = useStrings();
  const { id } = useRoute();
  const [filter, setFilter] = useState<MemoryFilter>({ namespace: DEFAULT_NAMESPACE, tag: null });
  const [query, setQuery] = useState('');
  const [form, setForm] = useState<{ readonly memory: ListedMemoryFragment | undefined }>();
  const memories = useMemories(filter);
  const { hidden, forget } = useForgetting();
  const actions = useMemo<MemoryActions>(
    () => ({
      edit: (memory) => setForm({ memory }),
      showDetails: (memory) => goTo('memory', memory.id),
      forget,
      chooseTag: (tag) => setFilter((before) => ({ ...before, tag })),
    }),
    [forget],
  );
  const saved = (memory: ListedMemoryFragment) => {
    memories.put(memory);
    // Where it was added is what is looked into then, or it would seem lost.
    setFilter((before) =>
      before.namespace === memory.namespace ? before : { ...before, namespace: memory.namespace },
    );
  };

  return (
    <Page
      title={strings.pages.memory}
      explained={strings.memory.explainedPage}
      actions={
        <Button kind="primary" onClick={() => setForm({ memory: undefined })}>
          <Icon name="plus" /> {strings.memory.add}
        </Button>
      }
    >
      <DrawsSwitch label={strings.memory.draws} hint={strings.memory.drawsExplained} />
      <SearchForm query={query} onSearch={setQuery} />
      <div className="memory-filters">
        <NamespaceField
          namespace={filter.namespace}
          onChange={(namespace) => setFilter((before) => ({ ...before, namespace }))}
        />
        <TagField tag={filter.tag} onChange={(tag) => setFilter((before) => ({ ...before, tag }))} />
        {filter.tag !== null && (
          <Button onClick={() => setFilter({ ...filter, tag: null })}>{strings.memory.allTags}</Button>
        )}
      </div>
      {query === '' ? (
        <MemoryList memories={memories} hidden={hidden} actions={actions} isOfTag={filter.tag !== null} />
      ) : (
        <RecallResults query={query} filter={filter} hidden={hidden} actions={actions} />
      )}
      {form && (
        <MemoryForm
          memory={form.memory}
          namespace={filter.namespace}
          onSaved={saved}
          onClose={() => setForm(undefined)}
        />
      )}
      {id !== undefined && (
        <MemoryDetails id={id} onChanged={memories.put} onClose={() => goTo('memory', undefined, { replace: true })} />
      )}
    </Page>
  );
}
