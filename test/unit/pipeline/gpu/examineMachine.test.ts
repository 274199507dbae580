import { describe, expect, it } from 'vitest';
import { examineMachine, parseMac, parseNvidia, parseWindows } from '../../../../src/pipeline/gpu/examineMachine';

describe('what systems tell of their GPUs', () => {
  it('is read out of nvidia-smi', () => {
    const text = `
==============NVSMI LOG==============
Driver Version                            : 570.133.20
CUDA Version                              : 12.8
Attached GPUs                             : 2
GPU 00000000:01:00.0
    Product Name                          : NVIDIA GeForce RTX 4090
    FB Memory Usage
        Total                             : 24564 MiB
        Reserved                          : 446 MiB
GPU 00000000:02:00.0
    Product Name                          : NVIDIA RTX A4000
    FB Memory Usage
        Total                             : 16376 MiB
`;
    expect(parseNvidia(text)).toEqual({
      cuda: '12.8',
      gpus: [
        { name: 'NVIDIA GeForce RTX 4090', vendor: 'nvidia', driver: '570.133.20', memoryBytes: 24564 * 2 ** 20 },
        { name: 'NVIDIA RTX A4000', vendor: 'nvidia', driver: '570.133.20', memoryBytes: 16376 * 2 ** 20 },
      ],
    });
    expect(parseNvidia('')).toEqual({ gpus: [], cuda: undefined });
  });

  it('is read out of system_profiler', () => {
    const card = { sppci_model: 'Apple M3 Pro', spdisplays_vendor: 'sppci_vendor_Apple' };
    expect(parseMac(JSON.stringify({ SPDisplaysDataType: [card] }))).toEqual([
      { name: 'Apple M3 Pro', vendor: 'apple' },
    ]);
    expect(parseMac('')).toEqual([]);
  });

  it('is read out of PowerShell, of one card or several', () => {
    const intel = { Name: 'Intel(R) Iris(R) Xe Graphics', DriverVersion: '31.0.101.4502' };
    const radeon = { Name: 'AMD Radeon RX 7900 XT', DriverVersion: '31.0.2' };
    const basic = { Name: 'Microsoft Basic Display Adapter', DriverVersion: '10.0' };
    expect(parseWindows(JSON.stringify(intel))).toEqual([
      { name: intel.Name, vendor: 'intel', driver: intel.DriverVersion },
    ]);
    expect(parseWindows(JSON.stringify([radeon, basic]))).toMatchObject([{ vendor: 'amd' }]);
    expect(parseWindows('something else')).toEqual([]);
  });
});

it('this machine can be looked at, whatever it has', async () => {
  const machine = await examineMachine();
  expect(machine).toMatchObject({ platform: process.platform, arch: process.arch, electron: false });
  expect(machine.tools.npm).toBeDefined();
});
