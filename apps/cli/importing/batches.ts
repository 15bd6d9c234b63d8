import type { LineFile } from './lines.js';
import { BadLine, parsePublication, type Publication } from './publication.js';

/** Characters of a request; the platform takes 2 MB. */
const mostCharacters = 500_000;

export type Reject = (line: number, reason: string, text: string | null) => void;

/** Lines that can be sent, so many at a time. Those that cannot are handed to `reject`. */
export async function* batchesOf(
  file: LineFile,
  size: number,
  reject: Reject,
): AsyncGenerator<readonly Publication[]> {
  let batch: Publication[] = [];
  let characters = 0;
  for await (const { number, text, fault } of file.lines()) {
    if (text === null) {
      reject(number, fault ?? 'It cannot be read.', null);
      continue;
    }
    const publication = attempt(number, text, reject);
    if (publication === null) continue;
    if (batch.length === size || (batch.length > 0 && characters + text.length > mostCharacters)) {
      yield batch;
      batch = [];
      characters = 0;
    }
    batch.push(publication);
    characters += text.length;
  }
  if (batch.length > 0) yield batch;
}

function attempt(number: number, text: string, reject: Reject): Publication | null {
  try {
    return parsePublication(number, text);
  } catch (error) {
    if (!(error instanceof BadLine)) throw error;
    reject(number, error.message, text);
    return null;
  }
}
