const PREFIX = 'lex.draft.';
/** The places with drafts, the one written in last at the end. */
const ORDER = 'lex.drafts';
/** How many are kept; of more, those are forgotten in which nothing was written for longest. */
const MOST = 20;
/** Of a longer one its beginning is kept, in characters; the server takes a third of that. */
const LONGEST = 100_000;

/** What was written in a conversation and not sent yet. It is kept for as long as the tab is open. */
export class Draft {
  #place: string;
  #text: string;

  constructor(place: string) {
    this.#place = place;
    this.#text = read(PREFIX + place) ?? '';
  }

  get text(): string {
    return this.#text;
  }

  set text(text: string) {
    this.#text = text;
    this.#keep(text);
  }

  /** Takes it to where the conversation is from now on. */
  moveTo(place: string): void {
    if (place === this.#place) return;
    this.#keep('');
    this.#place = place;
    this.#keep(this.#text);
  }

  #keep(text: string): void {
    const places = readPlaces().filter((each) => each !== this.#place);
    if (text) places.push(this.#place);
    const dropped = places.splice(0, Math.max(0, places.length - MOST));
    try {
      for (const place of text ? dropped : [...dropped, this.#place]) sessionStorage.removeItem(PREFIX + place);
      if (text) sessionStorage.setItem(PREFIX + this.#place, text.slice(0, LONGEST));
      sessionStorage.setItem(ORDER, JSON.stringify(places));
    } catch {
      // The browser keeps nothing (any more): the text is on the page still.
    }
  }
}

function readPlaces(): string[] {
  try {
    const places: unknown = JSON.parse(read(ORDER) ?? '[]');
    return Array.isArray(places) ? places.filter((each) => typeof each === 'string') : [];
  } catch {
    return [];
  }
}

function read(name: string): string | null {
  try {
    return sessionStorage.getItem(name);
  } catch {
    return null;
  }
}
