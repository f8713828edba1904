/** How many characters are gathered before they are written: rows are many and short. */
const CHUNK = 64 * 1_024;

/** Rows of JSON as one array, a line for each. */
export async function* rowsAsArray(rows: AsyncIterable<string>): AsyncGenerator<string> {
  yield* gathered(lines());
  async function* lines() {
    let separator = '[\n';
    for await (const row of rows) {
      yield separator + row;
      separator = ',\n';
    }
    yield separator === '[\n' ? '[]\n' : '\n]\n';
  }
}

/** Short texts put together to longer ones. */
export async function* gathered(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let chunk = '';
  for await (const text of texts) {
    chunk += text;
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}
