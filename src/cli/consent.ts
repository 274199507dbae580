import { createInterface } from 'node:readline/promises';

/**
 * Whether a person agrees. Where nobody can be asked, that is no.
 * @param given by an option already
 */
export async function consent(question: string, given: boolean): Promise<boolean> {
  if (given) return true;
  if (!process.stdin.isTTY || !process.stderr.isTTY) return false;
  const asked = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await asked.question(`${question} [y/N] `)).trim());
  } finally {
    asked.close();
  }
}
