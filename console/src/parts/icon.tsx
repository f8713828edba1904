/** The outlines of all pictures, drawn on 24 by 24. */
const PATHS = {
  attach: 'M8 12l6-6a3 3 0 0 1 4 4l-8 8a5 5 0 0 1-7-7l7-7',
  archive: 'M3 4h18v4H3zM5 8v12h14V8M10 12h4',
  book: 'M5 4h13v16H7a2 2 0 0 1-2-2zM5 18a2 2 0 0 1 2-2h11M9 8h5',
  chat: 'M4 5h16v11H9l-5 4z',
  check: 'M5 12l5 5 9-10',
  chevronDown: 'M6 9l6 6 6-6',
  chevronLeft: 'M15 6l-6 6 6 6',
  chevronRight: 'M9 6l6 6-6 6',
  close: 'M6 6l12 12M18 6L6 18',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  edit: 'M4 20h4L19 9l-4-4L4 16zM13 7l4 4',
  gauge: 'M4 18a9 9 0 1 1 16 0M12 15l4-5',
  jobs: 'M4 6h16M4 12h16M4 18h10',
  key: 'M8 15a4 4 0 1 1 3.5-6H21v3h-2v3h-3v-3h-4.5A4 4 0 0 1 8 15z',
  memory: 'M12 3a6 6 0 0 0-6 6c0 2 1 3.500 2 4.500V17h8v-3.500c1-1 2-2.500 2-4.500a6 6 0 0 0-6-6zM9 21h6',
  menu: 'M4 6h16M4 12h16M4 18h16',
  microphone: 'M12 14a3 3 0 0 0 3-3V6a3 3 0 0 0-6 0v5a3 3 0 0 0 3 3zM6 11a6 6 0 0 0 12 0M12 17v4M9 21h6',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  offline:
    'M3 3l18 18M5 12a10 10 0 0 1 4-2.500M2 9a15 15 0 0 1 4-2.500M12 18h.01M13 9a10 10 0 0 1 6 3M11 5a15 15 0 0 1 11 4',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c0-4 4-6 8-6s8 2 8 6',
  plus: 'M12 5v14M5 12h14',
  retry: 'M4 12a8 8 0 1 1 2.500 5.800M4 20v-5h5',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16 16l5 5',
  send: 'M12 20V5M6 11l6-6 6 6',
  settings: 'M4 7h10M18 7h2M4 17h2M10 17h10M16 5v4M8 15v4',
  shield: 'M12 3l8 3v6c0 5-3.500 8-8 9-4.500-1-8-4-8-9V6z',
  stop: 'M7 7h10v10H7z',
  trash: 'M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13',
  usage: 'M5 20V10M12 20V4M19 20v-7',
} as const;

export type IconName = keyof typeof PATHS;

/** A picture beside or instead of a word: it says nothing to who doesn't see it. */
export function Icon({ name, size = 18 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" width={size} height={size} aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
