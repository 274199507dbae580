import { type Undone, undoRun } from '../pipeline/undo';
import { fileMatcher } from '../shared/fileMatcher';
import { Console, count } from './console';

interface UndoCommandOptions {
  only?: string[];
  dryRun: boolean;
  json: boolean;
}

/** `stylize undo`: exit code 0 done, also where there is nothing to undo; 1 some files stay, each with its cause. */
export async function undoCommand(manifestPath: string, { only, dryRun, json }: UndoCommandOptions): Promise<void> {
  const console = new Console(json);
  const picks = only && fileMatcher({ input: only });
  const undone = await undoRun({
    manifestPath,
    dryRun,
    only: picks && (({ output, source }) => picks(output) || (source !== undefined && picks(source))),
    onWait: (holder) => console.note(`waiting until ${holder} has done with this folder`),
  });
  for (const step of undone)
    console.asset(
      () => lineOf(step, dryRun),
      () => ({ ...step, done: !step.cause && !dryRun }),
    );
  const failed = undone.filter(({ cause }) => cause).length;
  const of = (action: Undone['action']): number =>
    undone.filter((step) => step.action === action && !step.cause).length;
  const [restored, removed] = [of('restore'), of('remove')];
  const stay =
    failed > 0
      ? `, ${count(failed, 'file')} ${failed === 1 ? 'stays' : 'stay'} as ${failed === 1 ? 'it is' : 'they are'}`
      : '';
  const text = dryRun
    ? `${count(restored, 'output')} to bring back, ${removed} to remove${stay}; nothing was done (--dry-run)`
    : `${count(restored, 'output')} brought back, ${removed} removed${stay}`;
  const nothing = 'nothing to undo: the last run replaced nothing that could be brought back';
  console.summary(undone.length > 0 ? text : nothing, {
    summary: true,
    restored: dryRun ? 0 : restored,
    removed: dryRun ? 0 : removed,
    failed,
  });
  if (failed > 0) process.exitCode = 1;
}

function lineOf({ output, action, cause }: Undone, dryRun: boolean): string {
  if (cause) return `✗ ${output}: ${cause}`;
  if (action === 'remove') return `- ${output}`;
  return `${dryRun ? '→' : '✓'} ${output}  ${dryRun ? 'as it was before' : 'is as it was before'}`;
}
