import { useStrings } from '../language/language.tsx';
import { Page } from '../parts/page.tsx';

export default function SettingsPage() {
  const strings = useStrings();
  return <Page title={strings.pages.settings}>{null}</Page>;
}
