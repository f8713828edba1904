import { describe, expect, it } from 'vitest';
import { type ListChange, withChange, withOlder } from '../../console/src/conversations/list-order.ts';
import type { ListedConversation } from '../../console/src/conversations/listed-conversation.ts';

const conversation = (id: string, spokenAt: number, more: Partial<ListedConversation> = {}): ListedConversation => ({
  id,
  title: id,
  archived: false,
  lastMessageId: `${id} at ${spokenAt}`,
  spokenAt,
  preview: '',
  isWriting: false,
  isUnread: false,
  ...more,
});
const changed = (it: ListedConversation): ListChange => ({ kind: 'CHANGED', id: it.id, conversation: it });
const added = (it: ListedConversation): ListChange => ({ kind: 'ADDED', id: it.id, conversation: it });
const idsOf = (rows: readonly ListedConversation[]) => rows.map(({ id }) => id).join('');

const ROWS = [conversation('c', 30), conversation('b', 20), conversation('a', 10)];
const WHOLE = { archived: false, hasMore: false };
const PART = { archived: false, hasMore: true };

describe('a change of a list', () => {
  it('brings to the top what was spoken in', () => {
    expect(idsOf(withChange(ROWS, changed(conversation('a', 40)), WHOLE))).toBe('acb');
  });

  it('brings it there also when that was in the same instant as what was said before', () => {
    const said = conversation('b', 20, { lastMessageId: 'another' });
    expect(idsOf(withChange(ROWS, changed(said), WHOLE))).toBe('bca');
  });

  it('leaves where it is what has another title, or an answer that goes on', () => {
    const rows = withChange(ROWS, changed(conversation('b', 20, { title: 'New', isWriting: true })), WHOLE);
    expect(idsOf(rows)).toBe('cba');
    expect(rows[1]).toMatchObject({ title: 'New', isWriting: true });
  });

  it('leaves where it is what has lost its newest message', () => {
    const rows = withChange(ROWS, changed(conversation('b', 15, { lastMessageId: 'an older one' })), WHOLE);
    expect(idsOf(rows)).toBe('cba');
    expect(rows[1]?.lastMessageId).toBe('an older one');
  });

  it('brings to the top what was read with its newest message, but in its old place', () => {
    const said = conversation('b', 40);
    expect(idsOf(withChange([conversation('c', 30), said, conversation('a', 10)], changed(said), WHOLE))).toBe('bca');
  });

  it('puts on top what was begun, once', () => {
    const rows = withChange(ROWS, added(conversation('d', 40)), PART);
    expect(idsOf(rows)).toBe('dcba');
    expect(idsOf(withChange(rows, added(conversation('d', 40)), PART))).toBe('dcba');
  });

  it('takes out what is gone, and what was put away', () => {
    expect(idsOf(withChange(ROWS, { kind: 'GONE', id: 'b' }, WHOLE))).toBe('ca');
    expect(idsOf(withChange(ROWS, changed(conversation('b', 20, { archived: true })), WHOLE))).toBe('ca');
  });

  it('is the same list when what is gone or put away wasn’t in it', () => {
    expect(withChange(ROWS, { kind: 'GONE', id: 'x' }, WHOLE)).toBe(ROWS);
    expect(withChange(ROWS, added(conversation('x', 50, { archived: true })), WHOLE)).toBe(ROWS);
  });

  it('puts in its place what comes back from the archive', () => {
    expect(idsOf(withChange(ROWS, changed(conversation('x', 25)), PART))).toBe('cxba');
  });

  it('leaves what is older than all that was read to its page, unless there is none', () => {
    expect(idsOf(withChange(ROWS, changed(conversation('x', 5)), PART))).toBe('cba');
    expect(idsOf(withChange(ROWS, changed(conversation('x', 5)), WHOLE))).toBe('cbax');
    expect(idsOf(withChange([], changed(conversation('x', 5)), WHOLE))).toBe('x');
  });
});

describe('a next page', () => {
  it('comes below, without what is listed already', () => {
    const older = [conversation('a', 10), conversation('z', 5)];
    expect(idsOf(withOlder(ROWS, older))).toBe('cbaz');
    expect(idsOf(withOlder([], older))).toBe('az');
  });
});
