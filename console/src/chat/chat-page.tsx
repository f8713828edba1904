export function ChatPage(_: { readonly conversationId: string | undefined }) {
  return <main />;
}
