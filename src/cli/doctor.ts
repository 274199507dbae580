import { resolve } from 'node:path';
import product from '../../package.json';
import { outputsIn } from '../pipeline/cacheFolder';
import { measureCache } from '../pipeline/cacheUpkeep';
import { EngineFailure } from '../pipeline/failure';
import { deviceLine, deviceLines } from '../shared/deviceLines';
import { problemText } from './asset';
import { sizeText } from './cache';
import { Console } from './console';
import { withEngine } from './session';

/** `stylize doctor`: exit code 0 when the engine works here, 1 when it does not. */
export async function doctorCommand(options: { provider: string; cache: string; json: boolean }): Promise<void> {
  const console = new Console(options.json);
  const { platform, arch } = process;
  const folder = outputsIn(resolve(options.cache));
  const size = await measureCache(folder).catch(() => undefined);
  const cache = { folder, ...size };
  const cacheLine = deviceLine('cache', `${folder} (${size ? sizeText(size) : "it can't be read"})`);
  await withEngine(options.provider, console, async (client) => {
    try {
      const { modelHash, protocolVersion } = await client.info();
      const report = await client.request('devices', {});
      const lines = [...deviceLines(report, modelHash, process), cacheLine];
      console.summary(lines.join('\n'), { ...report, modelHash, protocolVersion, cache, platform, arch });
    } catch (error) {
      if (!(error instanceof EngineFailure)) throw error;
      const versions = { stylize: product.version, node: process.version };
      const { problem } = error;
      const lines = [
        ...Object.entries(versions).map(([name, version]) => deviceLine(name, version)),
        deviceLine('system', `${platform} ${arch}`),
        cacheLine,
        problemText(problem),
      ];
      console.summary(lines.join('\n'), { versions, cache, platform, arch, problem });
      process.exitCode = 1;
    }
  });
}
