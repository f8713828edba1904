import { takeDataDirectory } from '../../src/database/data-directory.ts';

// A process that tries to take the directory that it is told, and says whether it did; `release` gives it back.
let release = () => {};
process.on('message', (message) => {
  if (message === 'release') {
    release();
    release = () => {};
    process.send?.('released');
    return;
  }
  takeDataDirectory(String(message)).then(
    (directory) => {
      release = () => directory.release();
      process.send?.('taken');
    },
    (error: unknown) => process.send?.(error instanceof Error ? error.name : 'unknown'),
  );
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
