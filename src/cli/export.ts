import { resolve } from 'node:path';
import { EngineFailure } from '../pipeline/failure';
import { formatBytes } from '../shared/bytes';
import { problemText } from './asset';
import { Console } from './console';
import { withEngine } from './session';

/** `stylize export`: exit code 0 when the file is there, 1 when it is not. */
export async function exportCommand(pack: string, options: { onnx: string; json: boolean }): Promise<void> {
  const console = new Console(options.json);
  const output = resolve(options.onnx);
  await withEngine('cpu', console, async (client, signal) => {
    try {
      const { bytes } = await client.request('exportPack', { source: resolve(pack), output }, signal);
      console.summary(`${output} (${formatBytes(bytes)})`, { output, bytes });
    } catch (error) {
      if (!(error instanceof EngineFailure)) throw error;
      console.summary(problemText(error.problem), { problem: error.problem });
      process.exitCode = 1;
    }
  });
}
