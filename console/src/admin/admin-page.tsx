import { useStrings } from '../language/language.tsx';
import { Page } from '../parts/page.tsx';

export default function AdminPage() {
  const strings = useStrings();
  return <Page title={strings.pages.admin}>{null}</Page>;
}
