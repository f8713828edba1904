import { once } from 'node:events';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { DocumentProblem } from './formats/document-problem.ts';
import { guardAllocations } from './guard-allocations.ts';
import { parseDocument } from './parse-document.ts';
import { type WorkerAnswer, workerInput } from './worker-messages.ts';

// The thread that reads one file. It has no environment, and gives each piece only when it is asked for the next.

async function parse(port: MessagePort): Promise<void> {
  const { bytes, claim, limits } = workerInput.parse(workerData);
  guardAllocations(limits.maxBufferBytes);
  const answer = (message: WorkerAnswer): void => port.postMessage(message);
  try {
    for await (const parsed of parseDocument(bytes, claim, limits)) {
      answer(parsed.kind === 'parts' ? { ...parsed, parts: [...parsed.parts] } : parsed);
      if (parsed.kind === 'parts') await once(port, 'message');
    }
  } catch (error) {
    answer({ kind: 'problem', message: problemOf(error) });
  }
  port.close();
}

/** What goes wrong in a reader is the file's fault: it is told so, without the reader's words. */
function problemOf(error: unknown): string {
  if (error instanceof DocumentProblem) return error.message;
  if (error instanceof RangeError) return 'This file is nested too deeply, or unpacks to too much. It is not read.';
  return 'This file is broken, and can not be read.';
}

if (parentPort) await parse(parentPort);
