import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Gpu, Machine } from '../../shared/gpu/advice';

/** Looks at this machine, with what its system tells of GPUs; what can't be found out counts as not there. */
export async function examineMachine(signal?: AbortSignal): Promise<Machine> {
  const { platform, arch } = process;
  const ask: Ask = (command, ...args) => answerOf(command, args, signal);
  const [nvidia, others, vulkan, npm, python, compiler] = await Promise.all([
    ask('nvidia-smi', '-q').then(parseNvidia),
    gpusOf(platform, ask),
    hasVulkan(platform, ask),
    firstOf(ask, platform === 'win32' ? ['npm.cmd'] : ['npm']),
    firstOf(ask, ['python3', 'python'], ['-m', 'pip', '--version']),
    firstOf(ask, ['c++', 'g++', 'clang++']),
  ]);
  const gpus = [...nvidia.gpus, ...others.filter(({ vendor }) => vendor !== 'nvidia' || nvidia.gpus.length === 0)];
  const tools = { npm, python, compiler };
  const pythonVersion = python && /\(python (\d+\.\d+)\)/.exec(await ask(python, '-m', 'pip', '--version'))?.[1];
  const electron = 'electron' in process.versions;
  return { platform, arch, gpus, cuda: nvidia.cuda, vulkan, tools, pythonVersion, electron };
}

/** GPUs and CUDA out of `nvidia-smi -q`. */
export function parseNvidia(text: string): { gpus: Gpu[]; cuda: string | undefined } {
  const field = (part: string, name: string): string | undefined =>
    new RegExp(`^\\s*${name}\\s*:\\s*(.+?)\\s*$`, 'm').exec(part)?.[1];
  const driver = field(text, 'Driver Version');
  const [, ...parts] = text.split(/^GPU (?=[\dA-Fa-f]{8}:)/m);
  const gpus = parts.map((part): Gpu => {
    const mebibytes = /FB Memory Usage[\s\S]*?Total\s*:\s*(\d+) MiB/.exec(part)?.[1];
    const memoryBytes = mebibytes === undefined ? undefined : Number(mebibytes) * 2 ** 20;
    return { name: field(part, 'Product Name') ?? 'NVIDIA GPU', vendor: 'nvidia', driver, memoryBytes };
  });
  return { gpus, cuda: gpus.length > 0 ? field(text, 'CUDA Version') : undefined };
}

/** GPUs out of `system_profiler -json SPDisplaysDataType`. */
export function parseMac(text: string): Gpu[] {
  const { SPDisplaysDataType: cards = [] } = jsonOf(text) as { SPDisplaysDataType?: Record<string, string>[] };
  return cards.map((card) => {
    const name = card.sppci_model ?? card._name ?? 'GPU';
    return { name, vendor: vendorOf(`${card.spdisplays_vendor ?? ''} ${name}`) };
  });
}

/** GPUs out of PowerShell's `Get-CimInstance Win32_VideoController | ConvertTo-Json`: one object, or a list. */
export function parseWindows(text: string): Gpu[] {
  return [jsonOf(text)]
    .flat()
    .filter(
      (card): card is { Name: string; DriverVersion?: string } =>
        typeof (card as { Name?: unknown } | null)?.Name === 'string',
    )
    .map(({ Name, DriverVersion }) => ({ name: Name, vendor: vendorOf(Name), driver: DriverVersion }))
    .filter(({ name }) => !/basic (display|render)|remote/i.test(name));
}

type Ask = (command: string, ...args: string[]) => Promise<string>;

async function gpusOf(platform: NodeJS.Platform, ask: Ask): Promise<Gpu[]> {
  if (platform === 'darwin') return parseMac(await ask('system_profiler', '-json', 'SPDisplaysDataType'));
  if (platform === 'win32') return parseWindows(await ask('powershell', '-NoProfile', '-Command', VIDEO_CONTROLLERS));
  return linuxGpus('/sys/class/drm');
}

const VIDEO_CONTROLLERS = 'Get-CimInstance Win32_VideoController | Select-Object Name, DriverVersion | ConvertTo-Json';

/** By the vendors' numbers in the PCI registry; names would need a database. */
async function linuxGpus(folder: string): Promise<Gpu[]> {
  const cards = (await readdir(folder).catch(() => [])).filter((name) => /^card\d+$/.test(name));
  const gpus = cards.map(async (card): Promise<Gpu[]> => {
    const id = await readFile(join(folder, card, 'device/vendor'), 'utf8').catch(() => '');
    const known = PCI_VENDORS[id.trim()];
    return known ? [{ name: `${known} (${card})`, vendor: vendorOf(known) }] : [];
  });
  return (await Promise.all(gpus)).flat();
}

const PCI_VENDORS: Record<string, string> = { '0x10de': 'NVIDIA', '0x1002': 'AMD', '0x8086': 'Intel' };

function vendorOf(text: string): Gpu['vendor'] {
  if (/nvidia|geforce|quadro|tesla/i.test(text)) return 'nvidia';
  if (/\bamd\b|radeon|ati /i.test(text)) return 'amd';
  if (/intel/i.test(text)) return 'intel';
  return /apple/i.test(text) ? 'apple' : 'other';
}

/** A loader, and a driver for it; Windows brings both with the driver of any GPU. */
async function hasVulkan(platform: NodeJS.Platform, ask: Ask): Promise<boolean> {
  if (platform !== 'linux') return platform === 'win32';
  const loaders = await ask('ldconfig', '-p').then((text) => text || ask('/sbin/ldconfig', '-p'));
  const drivers = await Promise.all(
    ['/usr/share/vulkan/icd.d', '/etc/vulkan/icd.d'].map((folder) => readdir(folder).catch(() => [])),
  );
  return loaders.includes('libvulkan.so.1') && (drivers.flat().length > 0 || process.env.VK_DRIVER_FILES !== undefined);
}

/** The first that answers. */
async function firstOf(ask: Ask, commands: string[], args = ['--version']): Promise<string | undefined> {
  for (const command of commands) if ((await ask(command, ...args)) !== '') return command;
  return undefined;
}

/** What a command says; nothing where it is missing, fails or takes too long. */
async function answerOf(command: string, args: string[], signal: AbortSignal | undefined): Promise<string> {
  try {
    const shell = command.endsWith('.cmd'); // batch files need one
    const { stdout } = await promisify(execFile)(command, args, { timeout: 20_000, shell, ...(signal && { signal }) });
    return stdout;
  } catch {
    return '';
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
