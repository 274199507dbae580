import { formatBytes } from '../bytes';
import { deviceLine } from '../deviceLines';
import type { Choice, Installable, Machine } from './advice';

/** What a machine has, as lines for people. */
export function machineLines({ platform, arch, gpus, cuda, vulkan, tools }: Machine): string[] {
  const cards = gpus.map(({ name, driver, memoryBytes }) =>
    [name, memoryBytes && `${(memoryBytes / 2 ** 30).toFixed(1)} GiB`, driver && `driver ${driver}`]
      .filter(Boolean)
      .join(', '),
  );
  return [
    deviceLine('system', `${platform} ${arch}`),
    ...(cards.length > 0 ? cards.map((card) => deviceLine('GPU', card)) : [deviceLine('GPU', 'none was found')]),
    deviceLine('CUDA', cuda ? `up to ${cuda}, as the driver says` : 'none'),
    deviceLine('Vulkan', vulkan ? 'there' : 'none'),
    deviceLine('tools', Object.values(tools).filter(Boolean).join(', ') || 'none'),
  ];
}

/** What could compute, fastest first, as lines for people. */
export function adviceLines(choices: readonly Choice[]): string[] {
  const marks = { ready: '●', installable: '○', missing: '✗' };
  return [
    'fastest first (● ready, ○ can be installed, ✗ something is missing)',
    ...choices.map(
      ({ provider, state, why, download }) =>
        `  ${marks[state]} ${provider.padEnd(13)} ${why}${download ? ` (about ${formatBytes(download)} to download)` : ''}`,
    ),
  ];
}

/** What a person is asked to agree to. */
export function installationLine(chosen: Installable, choices: readonly Choice[], folder: string): string {
  const size = choices.find(({ provider }) => provider === chosen)?.download;
  return `${chosen} is installed into ${folder}: ${size ? `about ${formatBytes(size)} ` : ''}from ${ORIGINS[chosen]}.`;
}

/** Where an installation comes from. */
export const ORIGINS: Record<Installable, string> = {
  cuda: 'npm and NuGet (Microsoft)',
  'tfjs-node-gpu': 'npm and PyPI, or npm and Google',
  'tfjs-node': 'npm and PyPI, or npm and Google',
  'tfjs-webgpu': 'npm',
};
