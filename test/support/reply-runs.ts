import type { ReplyRun } from '../../src/chat/messages/reply-run.ts';

export const said = (text: string): ReplyRun => ({ kind: 'text', text });
export const thought = (text: string): ReplyRun => ({ kind: 'reasoning', text });
