import { stat } from 'node:fs/promises';
import product from '../../package.json';
import { EngineFailure } from '../pipeline/failure';
import { problemText } from './asset';
import { Console, count } from './console';
import { CACHE_FOLDER, withEngine } from './session';

/** `stylize doctor`: exit code 0 when the engine works here, 1 when it does not. */
export async function doctorCommand(options: { provider: string; json: boolean }): Promise<void> {
  const console = new Console(options.json);
  const { platform, arch } = process;
  const cache = { folder: CACHE_FOLDER, exists: Boolean(await stat(CACHE_FOLDER).catch(() => undefined)) };
  const cacheLine = line('cache', `${cache.folder}${cache.exists ? '' : ' (not yet made)'}`);
  await withEngine(options.provider, console, async (client) => {
    try {
      const { modelHash, protocolVersion } = await client.info();
      const report = await client.request('devices', {});
      const lines = [
        ...Object.entries(report.versions).map(([name, version]) => line(name, version)),
        line(
          'system',
          `${platform} ${arch}, ${count(report.threads, 'thread')}, ${(report.memoryBytes / 2 ** 30).toFixed(1)} GiB memory`,
        ),
        line('model', modelHash.slice(0, 16)),
        cacheLine,
        line(
          'limits',
          `${report.limits.pixels / 1e6} million pixels a picture, painted in pieces of ${report.limits.tile} × ${report.limits.tile}`,
        ),
        'providers',
        ...report.providers.map(
          ({ name, state, reason, milliseconds }) =>
            `  ${name === report.active ? '●' : '○'} ${name.padEnd(8)} ${state}: ${reason}${milliseconds === undefined ? '' : `, golden picture in ${Math.round(milliseconds)} ms`}`,
        ),
      ];
      console.summary(lines.join('\n'), { ...report, modelHash, protocolVersion, cache, platform, arch });
    } catch (error) {
      if (!(error instanceof EngineFailure)) throw error;
      const versions = { stylize: product.version, node: process.version };
      const { problem } = error;
      const lines = [
        ...Object.entries(versions).map(([name, version]) => line(name, version)),
        line('system', `${platform} ${arch}`),
        cacheLine,
        problemText(problem),
      ];
      console.summary(lines.join('\n'), { versions, cache, platform, arch, problem });
      process.exitCode = 1;
    }
  });
}

function line(name: string, value: string): string {
  return `${name.padEnd(12)} ${value}`;
}
