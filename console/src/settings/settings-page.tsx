import { useQuery } from 'urql';
import { documentOf } from '../api/document.ts';
import { SettingsDocument } from '../generated/graphql.ts';
import { useLanguage } from '../language/language.tsx';
import { DrawsSwitch } from '../memory/draws-switch.tsx';
import { ExportData } from '../moving/export-data.tsx';
import { ImportConversations } from '../moving/import-conversations.tsx';
import { Answered } from '../parts/answered.tsx';
import { Page } from '../parts/page.tsx';
import { Select } from '../parts/select.tsx';
import { VoiceSettings } from '../voice/voice-settings.tsx';
import { About } from './about.tsx';
import { DeleteEverything } from './delete-everything.tsx';
import { Instructions } from './instructions.tsx';

const SETTINGS = documentOf(SettingsDocument);

/** What the viewer can decide on for everything of theirs. */
export default function SettingsPage() {
  const { strings, language, languages, choose } = useLanguage();
  const [state, askAgain] = useQuery({ query: SETTINGS, variables: {}, requestPolicy: 'cache-and-network' });
  const { settings } = strings;
  return (
    <Page title={strings.pages.settings}>
      <Answered state={state} retry={() => askAgain({ requestPolicy: 'network-only' })}>
        {({ viewer }) => (
          <>
            <section className="section" aria-labelledby="settings-instructions">
              <h2 id="settings-instructions">{settings.instructions}</h2>
              <Instructions instructions={viewer.instructions ?? ''} />
            </section>
            <section className="section" aria-labelledby="settings-memory">
              <h2 id="settings-memory">{strings.pages.memory}</h2>
              <DrawsSwitch label={settings.remembers} hint={settings.remembersExplained} />
            </section>
          </>
        )}
      </Answered>
      <section className="section" aria-labelledby="settings-language">
        <h2 id="settings-language">{strings.language}</h2>
        <div className="form">
          <Select label={settings.language} value={language} onChange={choose} choices={languages} />
        </div>
      </section>
      <VoiceSettings />
      <ExportData />
      <ImportConversations />
      <About />
      <DeleteEverything />
    </Page>
  );
}
