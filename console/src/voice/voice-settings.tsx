import { useQuery } from 'urql';
import { documentOf } from '../api/document.ts';
import {
  ChangeVoiceDocument,
  type ChangeVoiceMutationVariables,
  VoiceSettingsDocument,
  type VoiceSettingsQuery,
} from '../generated/graphql.ts';
import { useLanguage } from '../language/language.tsx';
import { Problem } from '../parts/problem.tsx';
import { Select } from '../parts/select.tsx';
import { useToasts } from '../parts/toasts.tsx';
import { useSubmission } from '../parts/use-submission.ts';
import { useApi } from '../session/session.ts';
import { languageChoices } from './language-choices.ts';

const SETTINGS = documentOf(VoiceSettingsDocument);
const RATES = ['0.5', '0.75', '1', '1.25', '1.5', '2'] as const;

/** How the viewer is spoken to, where the server speaks or hears. */
export function VoiceSettings() {
  const [{ data }] = useQuery({ query: SETTINGS, variables: {}, requestPolicy: 'cache-and-network' });
  const support = data?.voiceSupport;
  if (!data || !(support?.speaks || support?.transcribes)) return null;
  return <VoiceForm settings={data} />;
}

/** Each choice is saved at once. */
function VoiceForm({ settings: { viewer, voiceSupport } }: { readonly settings: VoiceSettingsQuery }) {
  const { strings, language: shown } = useLanguage();
  const { voice: words } = strings;
  const api = useApi();
  const toasts = useToasts();
  const { error, run } = useSubmission();
  const { voice, language, rate } = viewer.voice;
  const change = (wanted: ChangeVoiceMutationVariables) =>
    void run(async () => {
      await api.change(ChangeVoiceDocument, wanted);
      toasts.show({ text: words.saved });
    });
  const languages = languageChoices({ voices: voiceSupport.voices, chosen: language, shown });
  const voices = voiceSupport.voices.map(({ name, label }) => ({ value: name, label }));
  // One that is no longer there is still what was chosen.
  const lost = voice !== null && !voices.some(({ value }) => value === voice) ? [{ value: voice, label: voice }] : [];
  return (
    <section className="section" aria-labelledby="settings-voice">
      <h2 id="settings-voice">{words.title}</h2>
      <p className="hint">{words.explained}</p>
      <div className="form">
        <Select
          label={words.language}
          value={language ?? ''}
          onChange={(value) => change({ voiceLanguage: value || null })}
          choices={[{ value: '', label: words.anyLanguage }, ...languages]}
        />
        {voiceSupport.speaks && (
          <>
            <Select
              label={words.voice}
              value={voice ?? ''}
              onChange={(value) => change({ voice: value || null })}
              choices={[{ value: '', label: words.ofServer }, ...lost, ...voices]}
            />
            <Select
              label={words.rate}
              value={String(rate)}
              onChange={(value) => change({ voiceRate: Number(value) })}
              choices={ratesWith(String(rate)).map((value) => ({ value, label: labelOf(value, words.rates) }))}
            />
          </>
        )}
        {error && <Problem error={error} />}
      </div>
    </section>
  );
}

/** Those that are offered, with the one that was chosen elsewhere. */
function ratesWith(chosen: string): readonly string[] {
  const all: readonly string[] = RATES;
  return all.includes(chosen) ? all : [...all, chosen].sort((one, other) => Number(one) - Number(other));
}

function labelOf(rate: string, labels: Readonly<Record<string, string>>): string {
  return labels[rate] ?? `× ${rate}`;
}
