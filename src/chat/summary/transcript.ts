/** A message as a line of the text that a model sums up. */
export function transcriptLine({ role, content }: { readonly role: string; readonly content: string }): string {
  return `${role === 'USER' ? 'User' : 'LEX'}: ${content}`;
}
