import { describe, expect, it } from 'vitest';
import { adviceFor, type Machine } from '../../../src/shared/gpu/advice';
import { adviceLines, machineLines } from '../../../src/shared/gpu/lines';

const bare: Machine = {
  platform: 'linux',
  arch: 'x64',
  gpus: [],
  vulkan: false,
  tools: { npm: 'npm', python: 'python3', compiler: 'c++' },
  electron: false,
};
const nvidia: Machine = { ...bare, gpus: [{ name: 'RTX 4090', vendor: 'nvidia' }], cuda: '12.8', vulkan: true };
const states = (machine: Machine, installed: string[] = []): string[] =>
  adviceFor(machine, installed).map(({ provider, state }) => `${provider} ${state}`);

describe('what would be fastest', () => {
  it('is the processor where there is no GPU', () => {
    expect(states(bare)).toEqual(['cpu ready', 'tfjs-node installable']);
  });

  it('is CUDA on Linux with an NVIDIA GPU, then TensorFlow, then WebGPU', () => {
    expect(states(nvidia)).toEqual([
      'cuda installable',
      'tfjs-node-gpu installable',
      'webgpu ready',
      'tfjs-webgpu installable',
      'cpu ready',
      'tfjs-node installable',
    ]);
    expect(states(nvidia, ['cuda'])[0]).toBe('cuda ready');
  });

  it('is what comes with Stylize on Windows and macOS', () => {
    const amd: Machine = { ...bare, gpus: [{ name: 'Radeon', vendor: 'amd' }], vulkan: true };
    expect(states({ ...amd, platform: 'win32' })[0]).toBe('dml ready');
    expect(states({ ...amd, platform: 'darwin' })[0]).toBe('coreml ready');
    expect(states({ ...nvidia, platform: 'win32' })).toContain('tfjs-node-gpu installable');
  });

  it.each([
    ['no driver', { cuda: undefined }, /not its driver/],
    ['an old driver', { cuda: '11.8' }, /serves CUDA 11\.8, and 12\.5 is needed/],
    ['no npm', { tools: { python: 'python3', compiler: 'c++' } }, /install Node\.js/],
  ])('is told with what it lacks: %s', (_, lacking, why) => {
    const choice = adviceFor({ ...nvidia, ...lacking }, []).find(({ provider }) => provider === 'tfjs-node-gpu');
    expect(choice).toMatchObject({ state: 'missing', why: expect.stringMatching(why) });
  });

  it('is the official package where nothing can be built, with the CUDA of its day', () => {
    const choices = adviceFor({ ...nvidia, cuda: '11.8', tools: { npm: 'npm' } }, []);
    expect(choices.find(({ provider }) => provider === 'tfjs-node-gpu')).toMatchObject({
      state: 'installable',
      why: expect.stringContaining('TensorFlow 2.9; needs CUDA 11.2'),
    });
  });

  it('leaves Dawn to the command line where VS Code could not load it', () => {
    expect(states({ ...nvidia, electron: true })).toContain('tfjs-webgpu missing');
  });

  it('is said in plain lines', () => {
    const gpus = [{ name: 'RTX 4090', vendor: 'nvidia', driver: '570.1', memoryBytes: 24 * 2 ** 30 }] as const;
    expect(machineLines({ ...nvidia, gpus: [...gpus] })).toContain('GPU          RTX 4090, 24.0 GiB, driver 570.1');
    expect(machineLines(bare)).toContain('GPU          none was found');
    expect(adviceLines(adviceFor(bare, []))).toEqual([
      expect.stringContaining('fastest first'),
      '  ● cpu           The processor, by onnxruntime; works everywhere',
      '  ○ tfjs-node     The processor, by TensorFlow (about 330 MB to download)',
    ]);
  });
});
