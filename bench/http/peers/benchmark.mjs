/** What the benchmark started this server with: the first argument, as JSON. */
export function readInput() {
  return JSON.parse(process.argv[2] ?? '{}');
}

/** Tells the benchmark where this server listens. The process ends with the benchmark's. */
export function announce(port) {
  process.once('disconnect', () => process.exit());
  process.send({ url: `http://127.0.0.1:${port}` });
}

/** Calls back with the number of each event that the benchmark wants published. */
export function onPublish(publish) {
  process.on('message', ({ publish: number }) => publish(number));
}
