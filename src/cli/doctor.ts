import { stat } from 'node:fs/promises';
import { Console, count } from './console';
import { CACHE_FOLDER, withEngine } from './session';

/** `stylize doctor`: exit code 0 when the engine works here, 1 when it does not. */
export async function doctorCommand(options: { provider: string; json: boolean }): Promise<void> {
  const console = new Console(options.json);
  await withEngine(options.provider, console, async (client) => {
    const { modelHash, protocolVersion } = await client.info();
    const report = await client.request('devices', {});
    const cache = { folder: CACHE_FOLDER, exists: Boolean(await stat(CACHE_FOLDER).catch(() => undefined)) };
    const lines = [
      ...Object.entries(report.versions).map(([name, version]) => `${name.padEnd(12)} ${version}`),
      `${'system'.padEnd(12)} ${process.platform} ${process.arch}, ${count(report.threads, 'thread')}, ${(report.memoryBytes / 2 ** 30).toFixed(1)} GiB memory`,
      `${'model'.padEnd(12)} ${modelHash.slice(0, 16)}`,
      `${'cache'.padEnd(12)} ${cache.folder}${cache.exists ? '' : ' (not yet made)'}`,
      `${'limits'.padEnd(12)} ${report.limits.pixels / 1e6} million pixels a picture, painted in pieces of ${report.limits.tile} × ${report.limits.tile}`,
      'providers',
      ...report.providers.map(
        ({ name, state, reason, milliseconds }) =>
          `  ${name === report.active ? '●' : '○'} ${name.padEnd(8)} ${state}: ${reason}${milliseconds === undefined ? '' : `, golden picture in ${Math.round(milliseconds)} ms`}`,
      ),
    ];
    console.summary(lines.join('\n'), {
      ...report,
      modelHash,
      protocolVersion,
      cache,
      platform: process.platform,
      arch: process.arch,
    });
  });
}
