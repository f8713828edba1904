/** A piece of a document, in reading order. */
export type Block =
  /** What follows stands on this page, counted from 1. */
  | { readonly kind: 'page'; readonly page: number }
  /** What follows stands under this heading; 1 is the highest level. */
  | { readonly kind: 'heading'; readonly level: number; readonly text: string }
  | { readonly kind: 'text'; readonly text: string };

/** Told how far a reader is. */
export type OnProgress = (progress: { readonly share: number; readonly step: string }) => void;
