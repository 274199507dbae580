import { resolve } from 'node:path';
import { defaultCacheFolder } from '../pipeline/cacheFolder';
import { EngineFailure } from '../pipeline/failure';
import { hasVgg, setUpVgg, VGG_ORIGIN, vggIn } from '../pipeline/vgg';
import { formatBytes } from '../shared/bytes';
import { problemText } from './asset';
import { consent } from './consent';
import { Console } from './console';
import { withEngine } from './session';

interface SetupVggOptions {
  from?: string;
  url?: string;
  yes: boolean;
  json: boolean;
}

/** `stylize setup-vgg`: exit code 0 when VGG-19 is there, 1 when it is not. */
export async function setupVggCommand({ from, url, yes, json }: SetupVggOptions): Promise<void> {
  const console = new Console(json);
  const cacheFolder = defaultCacheFolder();
  const file = vggIn(cacheFolder);
  if (hasVgg(cacheFolder) && !from) return console.summary(`VGG-19 is there: ${file}`, { file, there: true });
  const address = url ?? VGG_ORIGIN.url;
  const what = `VGG-19 as Keras publishes it (ImageNet, CC BY 4.0): ${formatBytes(VGG_ORIGIN.bytes)} from ${address}, to ${file}.`;
  if (!from && !(await consent(`${what} Download it?`, yes))) {
    console.summary(`${what}\nNothing was downloaded: say --yes, or name the file with --from.`, {
      file,
      there: false,
    });
    process.exitCode = 1;
    return;
  }
  await withEngine('cpu', console, async (client, signal) => {
    try {
      if (!from) console.start(1);
      await setUpVgg({
        client,
        cacheFolder,
        signal,
        from: from && resolve(from),
        url: address,
        progress: (done, total) => console.progress(done / total),
      });
      console.summary(`VGG-19 is set up: ${file}`, { file, there: true });
    } catch (error) {
      if (!(error instanceof EngineFailure)) throw error;
      console.summary(problemText(error.problem), { file, there: hasVgg(cacheFolder), problem: error.problem });
      process.exitCode = 1;
    }
  });
}
