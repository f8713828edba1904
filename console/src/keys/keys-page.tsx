import { useStrings } from '../language/language.tsx';
import { Page } from '../parts/page.tsx';

export default function KeysPage() {
  const strings = useStrings();
  return <Page title={strings.pages.keys}>{null}</Page>;
}
