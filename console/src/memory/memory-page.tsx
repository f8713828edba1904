import { useStrings } from '../language/language.tsx';
import { Page } from '../parts/page.tsx';

export default function MemoryPage() {
  const strings = useStrings();
  return <Page title={strings.pages.memory}>{null}</Page>;
}
