import { useStrings } from '../language/language.tsx';
import { Page } from '../parts/page.tsx';

export default function JobsPage() {
  const strings = useStrings();
  return <Page title={strings.pages.jobs}>{null}</Page>;
}
