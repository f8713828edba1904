export function ConversationList(_: { readonly onChosen?: (() => void) | undefined }) {
  return null;
}
