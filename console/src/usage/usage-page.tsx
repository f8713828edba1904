import { useStrings } from '../language/language.tsx';
import { Page } from '../parts/page.tsx';

export default function UsagePage() {
  const strings = useStrings();
  return <Page title={strings.pages.usage}>{null}</Page>;
}
