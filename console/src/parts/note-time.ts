/** How long a note stays, in milliseconds; longer than a note can be read and its button reached. */
export const NOTE_STAYS_MS = 8_000;

/** The time that a note has. */
export interface NoteTime {
  /** Gives the note all of its time again. Nothing happens once it was stopped by who takes the note away. */
  begin(): void;
  /** Lets no time pass: somebody is at the note. */
  hold(): void;
  /** Ends it without calling back. */
  stop(): void;
}

/** @param over called once, when all of the time has passed */
export function noteTime(over: () => void): NoteTime {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isStopped = false;
  const hold = () => clearTimeout(timer);
  return {
    begin() {
      hold();
      if (!isStopped) timer = setTimeout(over, NOTE_STAYS_MS);
    },
    hold,
    stop() {
      isStopped = true;
      hold();
    },
  };
}
