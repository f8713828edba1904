import { useStrings } from '../language/language.tsx';
import { useSession } from '../session/session.ts';

/** What this is, and where else it is spoken to. */
export function About() {
  const { settings: strings } = useStrings();
  const { settings, viewer } = useSession();
  return (
    <section className="section" aria-labelledby="settings-about">
      <h2 id="settings-about">{strings.about}</h2>
      <dl className="facts">
        <div>
          <dt>{strings.version}</dt>
          <dd>LEX {settings.version}</dd>
        </div>
        <div>
          <dt>{strings.signedInAs}</dt>
          <dd dir="auto">{viewer.name}</dd>
        </div>
        <div>
          <dt>{strings.signIn}</dt>
          <dd>{strings.signIns[settings.auth]}</dd>
        </div>
      </dl>
      {settings.graphiql && (
        <p>
          <a href="/graphql">{strings.graphiql}</a>
        </p>
      )}
    </section>
  );
}
