import type { DeviceReport } from './protocol';

/** What a machine has and what the engine makes of it, as lines for people. */
export function deviceLines(
  report: DeviceReport,
  modelHash: string,
  { platform, arch }: { platform: string; arch: string },
): string[] {
  const { threads, memoryBytes, limits } = report;
  const cores = `${threads} ${threads === 1 ? 'thread' : 'threads'}`;
  return [
    ...Object.entries(report.versions).map(([name, version]) => deviceLine(name, version)),
    deviceLine('system', `${platform} ${arch}, ${cores}, ${(memoryBytes / 2 ** 30).toFixed(1)} GiB memory`),
    deviceLine('model', modelHash.slice(0, 16)),
    deviceLine(
      'limits',
      `${limits.pixels / 1e6} million pixels a picture, painted in pieces of ${limits.tile} × ${limits.tile}`,
    ),
    'providers',
    ...report.providers.map(
      ({ name, state, reason, milliseconds }) =>
        `  ${name === report.active ? '●' : '○'} ${name.padEnd(13)} ${state}: ${reason}${milliseconds === undefined ? '' : `, golden picture in ${Math.round(milliseconds)} ms`}`,
    ),
  ];
}

/** A name and its value, the values below each other. */
export function deviceLine(name: string, value: string): string {
  return `${name.padEnd(12)} ${value}`;
}
