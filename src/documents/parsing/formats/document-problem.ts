/** A file can't be read; the message tells its owner why, and what to send instead. */
export class DocumentProblem extends Error {
  override name = 'DocumentProblem';
}
