import { expect, it } from 'vitest';
import { type PressedKey, rowActionOf } from '../../console/src/conversations/row-keys.ts';

const pressed = (key: string, held: Partial<PressedKey> = {}): PressedKey => ({
  key,
  shiftKey: false,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  ...held,
});

it.each([
  ['ArrowDown', 5, 6],
  ['ArrowUp', 5, 4],
  ['PageDown', 5, 15],
  ['PageUp', 15, 5],
  ['Home', 5, 0],
  ['End', 5, 29],
])('%s leads from row %i to row %i of thirty', (key, from, to) => {
  expect(rowActionOf(pressed(key), from, 30)).toEqual({ moveTo: to });
});

it.each([
  ['ArrowDown', 2, 2],
  ['ArrowUp', 0, 0],
  ['PageDown', 1, 2],
  ['PageUp', 1, 0],
  ['End', 2, 2],
  ['Home', 0, 0],
])('%s on row %i ends in row %i of three', (key, from, to) => {
  expect(rowActionOf(pressed(key), from, 3)).toEqual({ moveTo: to });
});

it.each([
  ['F2', 'rename'],
  ['Delete', 'delete'],
  ['ContextMenu', 'menu'],
])('%s is for %s', (key, action) => {
  expect(rowActionOf(pressed(key), 0, 3)).toBe(action);
});

it('opens the menu by Shift and F10 alone', () => {
  expect(rowActionOf(pressed('F10', { shiftKey: true }), 0, 3)).toBe('menu');
  expect(rowActionOf(pressed('F10'), 0, 3)).toBeUndefined();
  expect(rowActionOf(pressed('F10', { shiftKey: true, ctrlKey: true }), 0, 3)).toBeUndefined();
});

it.each(['shiftKey', 'ctrlKey', 'altKey', 'metaKey'] as const)('leaves keys to the browser with %s', (held) => {
  for (const key of ['ArrowDown', 'End', 'Delete', 'F2', 'ContextMenu']) {
    expect(rowActionOf(pressed(key, { [held]: true }), 0, 3)).toBeUndefined();
  }
});

it.each(['Enter', ' ', 'Tab', 'a', 'Escape', 'Backspace'])('leaves %j to the browser', (key) => {
  expect(rowActionOf(pressed(key), 0, 3)).toBeUndefined();
});
