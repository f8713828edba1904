/** A message as a line of what is to be summed up. */
export function transcriptLine({ role, content }: { readonly role: string; readonly content: string }): string {
  return `${role === 'USER' ? 'User' : 'LEX'}: ${content}`;
}
