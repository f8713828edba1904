import type { ReceiptPartsFragment } from '../generated/graphql.ts';
import { useLanguage } from '../language/language.tsx';

/** What a deletion has deleted, as a list in words. */
export function useReceiptText(): (receipt: ReceiptPartsFragment) => string {
  const { language, strings } = useLanguage();
  const { conversations, messages, memories, jobs, apiKeys } = strings.receipt;
  return (receipt) =>
    new Intl.ListFormat(language).format([
      conversations(receipt.conversations),
      messages(receipt.messages),
      memories(receipt.memories),
      jobs(receipt.jobs),
      apiKeys(receipt.apiKeys),
    ]);
}
