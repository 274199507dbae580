import type { PROVIDERS } from './providers';

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
  /** What it is good for, or what is missing; a sentence without its full stop. */
  why: string;
  /** What an installation downloads, in bytes, roughly. */
  download?: number | undefined;
}

/**
 * What could compute on a machine, fastest first. What is said here is a guess: the engine trusts a provider only after
 * its golden picture.
 * @param installed those that `setup-gpu` has installed
 */
export function adviceFor(machine: Machine, installed: readonly string[]): Choice[] {
  const { platform, arch, gpus } = machine;
  const nvidia = gpus.some(({ vendor }) => vendor === 'nvidia') && machine.cuda !== undefined;
  const choices: Choice[] = [];
  const offer = (provider: Installable, why: string, download: number, lacking?: string): void => {
    if (installed.includes(provider)) choices.push({ provider, state: 'ready', why: `${why}; it is installed` });
    else if (lacking) choices.push({ provider, state: 'missing', why: lacking });
    else choices.push({ provider, state: 'installable', why, download });
  };
  if (platform === 'darwin')
    choices.push({ provider: 'coreml', state: 'ready', why: 'GPU and neural engine by CoreML' });
  if (platform === 'win32') choices.push({ provider: 'dml', state: 'ready', why: 'any GPU by DirectML' });
  if (platform === 'linux' && arch === 'x64' && gpus.some(({ vendor }) => vendor === 'nvidia')) {
    const lacking = cudaLacking(machine, [12, 0]);
    offer('cuda', 'NVIDIA GPU by onnxruntime, for painting; needs CUDA 12 and cuDNN 9 on the machine', 350e6, lacking);
  }
  if (nvidia && platform !== 'darwin') {
    const rebuilt = rebuilds(machine);
    const why = rebuilt
      ? 'NVIDIA GPU by TensorFlow.js over a current TensorFlow, which brings its CUDA along; for training and painting'
      : 'NVIDIA GPU by TensorFlow.js over TensorFlow 2.9; needs CUDA 11.2 and cuDNN 8 on the machine';
    offer('tfjs-node-gpu', why, rebuilt ? 3.2e9 : 450e6, cudaLacking(machine, rebuilt ? [12, 5] : [11, 2]));
  }
  if (gpus.length > 0 && (platform !== 'linux' || machine.vulkan)) {
    choices.push({ provider: 'webgpu', state: 'ready', why: 'any GPU by WebGPU; used only when it is named' });
    const lacking = machine.electron
      ? "it does not load in a desktop VS Code's own Node; the command line can use it"
      : npmLacking(machine);
    offer('tfjs-webgpu', 'any GPU by TensorFlow.js and WebGPU, also for training', 45e6, lacking);
  }
  choices.push({ provider: 'cpu', state: 'ready', why: 'the processor by onnxruntime; works everywhere' });
  const why = 'the processor by TensorFlow, for training without a GPU';
  offer('tfjs-node', why, rebuilds(machine) ? 330e6 : 150e6, npmLacking(machine));
  return choices;
}

/** Whether a binding can be built over pip's TensorFlow here; else it is the official package, with its old TensorFlow. */
export function rebuilds({ platform, tools }: Machine): boolean {
  return platform === 'linux' && tools.python !== undefined && tools.compiler !== undefined;
}

function cudaLacking(machine: Machine, [major, minor]: readonly [number, number]): string | undefined {
  if (machine.cuda === undefined)
    return 'there is an NVIDIA GPU, but not its driver: install it from nvidia.com/drivers';
  const [has, hasMinor] = machine.cuda.split('.').map(Number) as [number, number];
  if (has < major || (has === major && hasMinor < minor))
    return `the driver serves CUDA ${machine.cuda}, and ${major}.${minor} is needed: update it from nvidia.com/drivers`;
  return npmLacking(machine);
}

function npmLacking({ tools }: Machine): string | undefined {
  return tools.npm === undefined ? 'npm, which installs it, is not there: install Node.js from nodejs.org' : undefined;
}
