import type { LogLevel, ProviderReport } from '../../shared/protocol';
import { isTfjs } from '../../shared/providers';
import { Scratch } from '../scratch';
import type { Backend, FeatureMap, Features, Modulations, Planes } from './backend';
import { COARSE, FINE, modulationOf, STAGE_NAMES } from './definition';
import { isSetUp } from './setUp';
import { loadTfjs } from './tfjs';
import { openTfjs } from './tfjsBackend';
import { changedWeights, type Weights } from './weights';

/** The networks, ready to run on one device. Not reentrant: the engine's queue is the only caller. */
export class Network {
  readonly scratch = new Scratch();

  private constructor(
    private backend: Backend,
    readonly provider: string,
    readonly reports: ProviderReport[],
    private readonly devices: Devices,
  ) {}

  /**
   * Opens the networks on the wanted provider, or for `auto` on the first that reproduces the CPU's golden picture.
   * Falls back to the CPU with a warning; throws only when not even the CPU works.
   * @param runtimesFolder where `stylize setup-gpu` installs
   */
  static async open(
    weights: Weights,
    wanted: string,
    threads: number,
    log: Log,
    runtimesFolder = '',
  ): Promise<Network> {
    const devices = await Devices.find(weights, threads, runtimesFolder, log);
    const { last } = devices;
    const reference = await devices.open(last);
    const started = performance.now();
    const golden = (await new Network(reference, last, [], devices).paintGolden()).slice();
    const milliseconds = performance.now() - started;
    const known: ProviderReport = { name: last, state: 'passed', reason: 'reference', milliseconds };
    const reports: ProviderReport[] = [];
    for (const name of devices.candidates(wanted)) {
      const { report, backend } = await Network.tryProvider(name, devices, golden);
      reports.push(report);
      if (backend) return new Network(backend, name, [...reports, known], devices);
      const level = wanted === 'auto' && report.state === 'absent' ? 'debug' : 'warn';
      log(level, `provider ${name} ${report.state}: ${report.reason}`);
    }
    if (wanted !== 'auto' && wanted !== last) log('warn', `${wanted} can't be used; working on the CPU instead`);
    return new Network(reference, last, [...reports, known], devices);
  }

  /** onnxruntime's version. */
  get onnxruntime(): string {
    return this.devices.version;
  }

  /** The same networks with memory of their own: what one has encoded stays valid while the other works. */
  twin(): Network {
    return new Network(this.backend, this.provider, this.reports, this.devices);
  }

  /** Of the base model. */
  get weights(): Weights {
    return this.devices.weights;
  }

  /** The networks with other weights, on the same device: changes are added by their shares. @throws Error for one that does not fit */
  async changedBy(parts: readonly { changes: Weights; share: number }[]): Promise<Network> {
    const backend = await this.devices.open(this.provider, changedWeights(this.devices.weights, parts));
    return new Network(backend, this.provider, this.reports, this.devices);
  }

  /** Computes with so many threads from now on, where they are onnxruntime's on the CPU; 0 leaves it to the runtime. Twins stay as they are. */
  async setThreads(threads: number): Promise<void> {
    if (this.provider !== 'cpu') return;
    this.devices.threads = threads;
    this.backend = await this.devices.open(this.provider);
  }

  /** Style code [256] of a picture with even sides of at least 16. */
  async styleCode(picture: Planes): Promise<Float32Array> {
    return this.backend.styleCode(picture);
  }

  /** How a code modulates each stage. */
  async modulations(code: Float32Array): Promise<Modulations> {
    const vectors = await this.backend.mapping(code);
    return Object.fromEntries(STAGE_NAMES.map((stage) => [stage, modulationOf(vectors[stage])])) as Modulations;
  }

  /** Content features of a piece whose sides are multiples of GRID; valid until the next call. */
  async encode(picture: Planes): Promise<Features> {
    const { width, height } = picture;
    const features = {
      fine: this.map('fine', FINE, height / 4, width / 4),
      coarse: this.map('coarse', COARSE, height / 8, width / 8),
    };
    await this.backend.encode(picture, features);
    return features;
  }

  /** The painted piece, unshuffled [12, height/2, width/2]; values around [0, 1]; valid until the next call. */
  async decode(features: Features, modulations: Modulations): Promise<Float32Array> {
    const [, , rows, columns] = features.fine.dims;
    const picture = this.scratch.take('picture', 12 * 2 * rows * 2 * columns);
    await this.backend.decode(features, modulations, picture);
    return picture;
  }

  private map(name: string, channels: number, height: number, width: number): FeatureMap {
    return { data: this.scratch.take(name, channels * height * width), dims: [1, channels, height, width] };
  }

  private static async tryProvider(
    name: string,
    devices: Devices,
    golden: Float32Array,
  ): Promise<{ report: ProviderReport; backend?: Backend }> {
    if (!devices.has(name))
      return { report: { name, state: 'absent', reason: 'this build of onnxruntime does not have it' } };
    let backend: Backend;
    try {
      backend = await devices.open(name);
    } catch (error) {
      return { report: { name, state: 'absent', reason: `it can't be started here (${firstLine(error)})` } };
    }
    try {
      const network = new Network(backend, name, [], devices);
      await network.paintGolden(); // the first run compiles kernels
      const started = performance.now();
      const picture = await network.paintGolden();
      const milliseconds = performance.now() - started;
      const difference = picture.reduce((most, v, i) => Math.max(most, Math.abs(v - golden[i]!)), 0);
      if (difference <= GOLDEN_TOLERANCE)
        return {
          report: { name, state: 'passed', reason: `within ${difference.toExponential(1)} of the CPU`, milliseconds },
          backend,
        };
      return {
        report: {
          name,
          state: 'failed',
          reason: `its golden picture differs by ${difference.toFixed(4)}`,
          milliseconds,
        },
      };
    } catch (error) {
      return { report: { name, state: 'failed', reason: firstLine(error) } };
    }
  }

  /** A fixed picture through all four networks: small, but every layer of them works on it. */
  private async paintGolden(): Promise<Float32Array> {
    const side = 64;
    const data = Float32Array.from({ length: 3 * side * side }, (_, i) => {
      const [c, y, x] = [Math.floor(i / side / side), Math.floor(i / side) % side, i % side];
      return 0.5 + 0.5 * Math.sin((x * (c + 1)) / 7 + (y * y) / 300);
    });
    const picture = { data, width: side, height: side };
    return this.decode(await this.encode(picture), await this.modulations(await this.styleCode(picture)));
  }
}

export type Log = (level: LogLevel, message: string) => void;

/** Largest difference from the CPU's golden picture, of 1, that a provider may show. */
export const GOLDEN_TOLERANCE = 2 / 255;

interface Onnx {
  version: string;
  /** The execution providers of this build. */
  providers: string[];
  open(provider: string, weights: Weights, threads: number): Promise<Backend>;
}

/** What this machine can compute with. */
class Devices {
  /** The base model on the CPU, by threads. */
  private readonly onCpu = new Map<number, Promise<Backend>>();

  private constructor(
    /** Of the base model. */
    readonly weights: Weights,
    /** Of onnxruntime, in what is opened from now on; 0 leaves it to the runtime. */
    public threads: number,
    private readonly runtimesFolder: string,
    /** undefined where it has no binaries for this machine. */
    private readonly onnx: Onnx | undefined,
  ) {}

  static async find(weights: Weights, threads: number, runtimesFolder: string, log: Log): Promise<Devices> {
    try {
      const { loadOrt, buildModels, openOnnx } = await import('./onnxBackend');
      const ort = await loadOrt(runtimesFolder);
      const base = buildModels(weights);
      return new Devices(weights, threads, runtimesFolder, {
        version: ort.env.versions.node ?? 'unknown',
        providers: ort.listSupportedBackends().map(({ name }) => name),
        open: (provider, wanted, threads) =>
          openOnnx(ort, wanted === weights ? base : buildModels(wanted), provider, threads),
      });
    } catch (error) {
      log('warn', `onnxruntime can't be loaded here (${firstLine(error)}); working slowly, without it`);
      return new Devices(weights, threads, runtimesFolder, undefined);
    }
  }

  /** The one that works everywhere, and to which others are held. */
  get last(): string {
    return this.onnx ? 'cpu' : 'tfjs-cpu';
  }

  get version(): string {
    return this.onnx?.version ?? 'not for this machine';
  }

  has(name: string): boolean {
    return isTfjs(name) || (this.onnx?.providers.includes(name) ?? false);
  }

  /** Those worth trying, best first. */
  candidates(wanted: string): string[] {
    if (wanted === this.last) return [];
    if (wanted !== 'auto' && this.has(wanted)) return [wanted];
    if (wanted !== 'auto' && this.onnx) return wanted === 'cpu' ? [] : [wanted];
    const onnx = ['cuda', 'dml', 'coreml'].filter((name) => this.has(name));
    const tfjs = (['tfjs-node-gpu', 'tfjs-node'] as const).filter((name) => isSetUp(name, this.runtimesFolder));
    return this.onnx ? [...onnx, ...tfjs.filter((name) => name.endsWith('gpu'))] : [...tfjs, 'tfjs-wasm'];
  }

  async open(name: string, weights = this.weights): Promise<Backend> {
    if (name === 'cpu' && weights === this.weights) {
      const { threads } = this;
      const known = this.onCpu.get(threads) ?? this.onnx!.open(name, weights, threads);
      this.onCpu.set(threads, known);
      known.catch(() => this.onCpu.delete(threads));
      return known;
    }
    if (!isTfjs(name)) return this.onnx!.open(name, weights, this.threads);
    const { tf, backend } = await loadTfjs(name, this.runtimesFolder);
    return openTfjs(tf, backend, weights);
  }
}

function firstLine(error: unknown): string {
  return String((error as Error).message ?? error)
    .split('\n')[0]!
    .slice(0, 300);
}
