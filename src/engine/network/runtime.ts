import { env, InferenceSession, listSupportedBackends, Tensor } from 'onnxruntime-node';
import type { LogLevel, ProviderReport } from '../../shared/protocol';
import { Scratch } from '../scratch';
import {
  COARSE,
  CODE_LENGTH,
  decode,
  encode,
  FINE,
  type Modulation,
  mapping,
  modulationOf,
  STAGE_NAMES,
  STAGES,
  type Stage,
  styleCode,
} from './definition';
import { buildOnnx } from './onnx';
import type { Weights } from './weights';

/** RGB planes in [0, 1], [3, height, width]. */
export interface Planes {
  data: Float32Array;
  width: number;
  height: number;
}

export interface Features {
  fine: Tensor;
  coarse: Tensor;
}

export type Modulations = Record<Stage, Modulation<Float32Array>>;

/** The networks, ready to run on one device. Not reentrant: the engine's queue is the only caller. */
export class Network {
  readonly scratch = new Scratch();

  private constructor(
    private readonly sessions: Sessions,
    readonly provider: string,
    readonly reports: ProviderReport[],
  ) {}

  /**
   * Opens the networks on the wanted provider, or for `auto` on the first that reproduces the CPU's golden picture.
   * Falls back to the CPU with a warning; throws only when not even the CPU works.
   */
  static async open(weights: Weights, wanted: string, threads: number, log: Log): Promise<Network> {
    const models = buildModels(weights);
    const reference = await openSessions(models, 'cpu', threads);
    const started = performance.now();
    const golden = (await new Network(reference, 'cpu', []).paintGolden()).slice();
    const cpu: ProviderReport = {
      name: 'cpu',
      state: 'passed',
      reason: 'reference',
      milliseconds: performance.now() - started,
    };
    const reports: ProviderReport[] = [];
    let chosen: { sessions: Sessions; name: string } | undefined;
    for (const name of candidates(wanted)) {
      const { report, sessions } = await Network.tryProvider(name, models, golden, threads);
      reports.push(report);
      if (sessions) {
        chosen = { sessions, name };
        break;
      }
      const level = wanted === 'auto' && report.state === 'absent' ? 'debug' : 'warn';
      log(level, `provider ${name} ${report.state}: ${report.reason}`);
    }
    if (wanted !== 'auto' && wanted !== 'cpu' && !chosen)
      log('warn', `${wanted} can't be used; working on the CPU instead`);
    return new Network(chosen?.sessions ?? reference, chosen?.name ?? 'cpu', [...reports, cpu]);
  }

  /** The same networks with memory of their own: what one has encoded stays valid while the other works. */
  twin(): Network {
    return new Network(this.sessions, this.provider, this.reports);
  }

  /** Style code [256] of a picture with even sides of at least 16. */
  async styleCode(picture: Planes): Promise<Float32Array> {
    const { code } = await this.sessions.style.run({ picture: tensorOf(picture) });
    return floats(code!);
  }

  /** How a code modulates each stage. */
  async modulations(code: Float32Array): Promise<Modulations> {
    const out = await this.sessions.mapping.run({ code: new Tensor('float32', code, [1, CODE_LENGTH]) });
    return Object.fromEntries(STAGE_NAMES.map((stage) => [stage, modulationOf(floats(out[stage]!))])) as Modulations;
  }

  /** Content features of a piece whose sides are multiples of GRID; valid until the next call. */
  async encode(picture: Planes): Promise<Features> {
    const { width, height } = picture;
    const fine = this.buffer('fine', FINE, height / 4, width / 4);
    const coarse = this.buffer('coarse', COARSE, height / 8, width / 8);
    return (await this.sessions.encoder.run({ picture: tensorOf(picture) }, { fine, coarse })) as unknown as Features;
  }

  /** The painted piece, unshuffled [12, height/2, width/2]; values around [0, 1]; valid until the next call. */
  async decode({ fine, coarse }: Features, modulations: Modulations): Promise<Float32Array> {
    const feeds: Record<string, Tensor> = { fine, coarse };
    for (const stage of STAGE_NAMES)
      for (const part of ['scale', 'shift'] as const)
        feeds[`${stage}.${part}`] = new Tensor('float32', modulations[stage][part], [1, STAGES[stage], 1, 1]);
    const [, , rows, columns] = fine.dims as [number, number, number, number];
    const picture = this.buffer('picture', 12, 2 * rows, 2 * columns);
    await this.sessions.decoder.run(feeds, { picture });
    return floats(picture);
  }

  private buffer(name: string, channels: number, height: number, width: number): Tensor {
    return new Tensor('float32', this.scratch.take(name, channels * height * width), [1, channels, height, width]);
  }

  private static async tryProvider(
    name: string,
    models: Models,
    golden: Float32Array,
    threads: number,
  ): Promise<{ report: ProviderReport; sessions?: Sessions }> {
    if (!listSupportedBackends().some((backend) => backend.name === name))
      return { report: { name, state: 'absent', reason: 'this build of onnxruntime does not have it' } };
    let sessions: Sessions;
    try {
      sessions = await openSessions(models, name, threads);
    } catch (error) {
      return { report: { name, state: 'absent', reason: `it can't be started here (${firstLine(error)})` } };
    }
    try {
      const network = new Network(sessions, name, []);
      await network.paintGolden(); // the first run compiles kernels
      const started = performance.now();
      const picture = await network.paintGolden();
      const milliseconds = performance.now() - started;
      const difference = picture.reduce((most, v, i) => Math.max(most, Math.abs(v - golden[i]!)), 0);
      if (difference <= GOLDEN_TOLERANCE)
        return {
          report: { name, state: 'passed', reason: `within ${difference.toExponential(1)} of the CPU`, milliseconds },
          sessions,
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

// a provider that is not there is reported in our words, not by onnxruntime on standard error
env.logLevel = 'fatal';

type Models = Record<'style' | 'mapping' | 'encoder' | 'decoder', Uint8Array>;
type Sessions = Record<keyof Models, InferenceSession>;

/** The four ONNX models, built from the one definition. */
export function buildModels(weights: Weights): Models {
  return {
    style: buildOnnx(weights, (ops, input) => ({ code: styleCode(ops, input('picture', [1, 3, 'h', 'w'])) })),
    mapping: buildOnnx(weights, (ops, input) => mapping(ops, input('code', [1, CODE_LENGTH]))),
    encoder: buildOnnx(weights, (ops, input) => ({ ...encode(ops, input('picture', [1, 3, 'h', 'w'])) })),
    decoder: buildOnnx(weights, (ops, input) => {
      const modulation = (stage: Stage) => ({
        scale: input(`${stage}.scale`, [1, STAGES[stage], 1, 1]),
        shift: input(`${stage}.shift`, [1, STAGES[stage], 1, 1]),
      });
      const stages = Object.fromEntries(STAGE_NAMES.map((stage) => [stage, modulation(stage)])) as Record<
        Stage,
        Modulation<string>
      >;
      return {
        picture: decode(ops, input('fine', [1, FINE, 'h4', 'w4']), input('coarse', [1, COARSE, 'h8', 'w8']), stages),
      };
    }),
  };
}

/** Providers worth trying on this platform, best first; the CPU is always there behind them. */
function candidates(wanted: string): string[] {
  if (wanted === 'cpu') return [];
  if (wanted !== 'auto') return [wanted];
  const known = listSupportedBackends().map(({ name }) => name);
  return ['cuda', 'dml', 'coreml'].filter((name) => known.includes(name));
}

async function openSessions(models: Models, provider: string, threads: number): Promise<Sessions> {
  const options: InferenceSession.SessionOptions = {
    executionProviders: [provider],
    // four sessions take turns: the threads of the one just done must not go on spinning where the next one works
    extra: { session: { force_spinning_stop: '1' } },
  };
  if (threads > 0) options.intraOpNumThreads = threads;
  const entries: [string, InferenceSession][] = [];
  for (const [name, bytes] of Object.entries(models))
    entries.push([name, await InferenceSession.create(bytes, options)]);
  return Object.fromEntries(entries) as Sessions;
}

function tensorOf({ data, width, height }: Planes): Tensor {
  return new Tensor('float32', data, [1, 3, height, width]);
}

function floats(tensor: Tensor): Float32Array {
  return tensor.data as Float32Array;
}

function firstLine(error: unknown): string {
  return String((error as Error).message ?? error)
    .split('\n')[0]!
    .slice(0, 300);
}
