import type { PROVIDERS } from '../providers';

/** What a machine has that matters for computing. */
export interface Machine {
  /** As Node names them: linux, darwin, win32; x64, arm64. */
  platform: string;
  arch: string;
  gpus: Gpu[];
  /** Newest version of CUDA that the driver serves, such as 12.4; undefined without an NVIDIA driver. */
  cuda?: string | undefined;
  /** Whether programs can reach a GPU by Vulkan (Linux, Windows). */
  vulkan: boolean;
  /** Paths or names of what builds a binding; undefined where they are missing. */
  tools: { npm?: string | undefined; python?: string | undefined; compiler?: string | undefined };
  /** Of tools.python, such as 3.12. */
  pythonVersion?: string | undefined;
  /** Whether the engine runs in Electron, as it does in a desktop VS Code. */
  electron: boolean;
}

export interface Gpu {
  name: string;
  vendor: 'nvidia' | 'amd' | 'intel' | 'apple' | 'other';
  driver?: string | undefined;
  memoryBytes?: number | undefined;
}

export type Provider = Exclude<(typeof PROVIDERS)[number], 'auto'>;

/** Those that `setup-gpu` installs. */
export const INSTALLABLE = ['cuda', 'tfjs-node-gpu', 'tfjs-node', 'tfjs-webgpu'] as const;
export type Installable = (typeof INSTALLABLE)[number];

export function isInstallable(provider: string): provider is Installable {
  return (INSTALLABLE as readonly string[]).includes(provider);
}

/** What could compute on a machine, and what is to be done for it. */
export interface Choice {
  provider: Provider;
  /** `ready`: comes with Stylize, or is installed; `installable`: once somebody agrees; `missing`: something else has to come first. */
  state: 'ready' | 'installable' | 'missing';
  /** What it is, or what is missing; a sentence without its full stop. */
  why: string;
  /** What an installation downloads, in bytes, roughly. */
  download?: number | undefined;
}

/** Finds a text's translation, and fills in what `{0}`, `{1}`… stand for. */
export type Translate = (english: string, ...values: string[]) => string;

/**
 * What could compute on a machine, fastest first. What is said here is a guess: the engine trusts a provider only after
 * its golden picture.
 * @param installed those that `setup-gpu` has installed
 */
export function adviceFor(machine: Machine, installed: readonly string[], t: Translate = inEnglish): Choice[] {
  const { platform, arch, gpus, cuda, tools } = machine;
  const choices: Choice[] = [];
  const offer = (provider: Installable, why: string, download: number, lacking?: string): void => {
    if (installed.includes(provider)) choices.push({ provider, state: 'ready', why });
    else if (lacking) choices.push({ provider, state: 'missing', why: lacking });
    else choices.push({ provider, state: 'installable', why, download });
  };
  const noNpm =
    tools.npm === undefined ? t('npm, which installs it, is missing: install Node.js from nodejs.org') : undefined;
  const noCuda = (needed: string): string | undefined => {
    if (cuda === undefined) return t('There is an NVIDIA GPU, but not its driver: install it from nvidia.com/drivers');
    if (!isAtLeast(cuda, needed))
      return t('The driver serves CUDA {0}, and {1} is needed: update it from nvidia.com/drivers', cuda, needed);
    return noNpm;
  };
  const nvidia = gpus.some(({ vendor }) => vendor === 'nvidia');
  const rebuilt = rebuilds(machine);

  if (platform === 'darwin')
    choices.push({ provider: 'coreml', state: 'ready', why: t('GPU and neural engine, by CoreML') });
  if (platform === 'win32') choices.push({ provider: 'dml', state: 'ready', why: t('Any GPU, by DirectML') });
  if (nvidia && platform === 'linux' && arch === 'x64') {
    const why = t('NVIDIA GPU by onnxruntime, for painting; needs CUDA 12 and cuDNN 9 on the machine');
    offer('cuda', why, 350e6, noCuda('12.0'));
  }
  if (nvidia && platform !== 'darwin' && rebuilt) {
    const why = t('NVIDIA GPU by TensorFlow.js over a current TensorFlow, which brings its CUDA along');
    offer('tfjs-node-gpu', why, 3.2e9, noCuda('12.5'));
  } else if (nvidia && platform !== 'darwin') {
    const why = t('NVIDIA GPU by TensorFlow.js over TensorFlow 2.9; needs CUDA 11.2 and cuDNN 8 on the machine');
    offer('tfjs-node-gpu', why, 450e6, noCuda('11.2'));
  }
  if (gpus.length > 0 && (platform !== 'linux' || machine.vulkan)) {
    choices.push({ provider: 'webgpu', state: 'ready', why: t('Any GPU, by WebGPU; used only when it is named') });
    const notHere = t('It does not load in the Node of a desktop VS Code; the command line can use it');
    offer('tfjs-webgpu', t('Any GPU, by TensorFlow.js and WebGPU'), 45e6, machine.electron ? notHere : noNpm);
  }
  choices.push({ provider: 'cpu', state: 'ready', why: t('The processor, by onnxruntime; works everywhere') });
  offer('tfjs-node', t('The processor, by TensorFlow'), rebuilt ? 330e6 : 150e6, noNpm);
  return choices;
}

/** Whether a binding can be built over pip's TensorFlow here; else it is the official package, with its old TensorFlow. */
export function rebuilds({ platform, tools }: Machine): boolean {
  return platform === 'linux' && tools.python !== undefined && tools.compiler !== undefined;
}

/** Of versions such as 12.4. */
function isAtLeast(version: string, needed: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [least = 0, leastMinor = 0] = needed.split('.').map(Number);
  return major > least || (major === least && minor >= leastMinor);
}

function inEnglish(text: string, ...values: string[]): string {
  return text.replace(/\{(\d+)\}/g, (place, index) => values[Number(index)] ?? place);
}
