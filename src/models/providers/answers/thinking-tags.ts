/** The tags between which models write what they think, when their server doesn't take it apart from the answer. */
export const THINKING_TAGS: readonly { readonly open: string; readonly close: string }[] = [
  { open: '<think>', close: '</think>' },
  { open: '<thinking>', close: '</thinking>' },
  { open: '<thought>', close: '</thought>' },
  { open: '<reasoning>', close: '</reasoning>' },
  { open: '<seed:think>', close: '</seed:think>' },
  { open: '[THINK]', close: '[/THINK]' },
  { open: '◁think▷', close: '◁/think▷' },
];

/** The tag that models close which their template has opened for them: DeepSeek's and Qwen's. */
export const CLOSE_OF_TEMPLATE = '</think>';
export const OPEN_OF_TEMPLATE = '<think>';

/** Whether more of the text may turn it into one of the tags. */
export function mayBecome(text: string, tag: string): boolean {
  return text.length < tag.length && tag.startsWith(text);
}

/** The length of the end of the text that may be the beginning of the tag. */
export function beginningOf(tag: string, text: string): number {
  for (let length = Math.min(tag.length - 1, text.length); length > 0; length--) {
    if (text.endsWith(tag.slice(0, length))) return length;
  }
  return 0;
}
