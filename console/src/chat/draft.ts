import { forgetText, keepText, keptText } from '../session/kept-texts.ts';

const nameOf = (place: string) => `draft.${place}`;
/** The places with drafts, the one written in last at the end. */
const ORDER = 'drafts';
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
    const kept = keptText(nameOf(place));
    this.#text = typeof kept === 'string' ? kept : '';
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
    for (const place of text ? dropped : [...dropped, this.#place]) forgetText(nameOf(place));
    if (text) keepText(nameOf(this.#place), text.slice(0, LONGEST));
    keepText(ORDER, places);
  }
}

function readPlaces(): string[] {
  const places = keptText(ORDER);
  return Array.isArray(places) ? places.filter((each) => typeof each === 'string') : [];
}
