/** The tags between which models write their thinking, when their server doesn't separate it from the answer. */
export const THINKING_TAGS: readonly { readonly open: string; readonly close: string }[] = [
  { open: '<think>', close: '</think>' },
  { open: '<thinking>', close: '</thinking>' },
  { open: '<thought>', close: '</thought>' },
  { open: '<reasoning>', close: '</reasoning>' },
  { open: '<seed:think>', close: '</seed:think>' },
  { open: '[THINK]', close: '[/THINK]' },
  { open: '◁think▷', close: '◁/think▷' },
];

/** The tag that the templates of DeepSeek and Qwen open, and that their models then close. */
export const CLOSE_OF_TEMPLATE = '</think>';
export const OPEN_OF_TEMPLATE = '<think>';

/** Whether the text may become this tag when more of it comes. */
export function mayBecome(text: string, tag: string): boolean {
  return text.length < tag.length && tag.startsWith(text);
}

/** The length of the text's end that may be the beginning of the tag. */
export function beginningOf(tag: string, text: string): number {
  for (let length = Math.min(tag.length - 1, text.length); length > 0; length--) {
    if (text.endsWith(tag.slice(0, length))) return length;
  }
  return 0;
}
