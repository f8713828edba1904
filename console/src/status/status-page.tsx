import { useStrings } from '../language/language.tsx';
import { Page } from '../parts/page.tsx';

export default function StatusPage() {
  const strings = useStrings();
  return <Page title={strings.pages.status}>{null}</Page>;
}
