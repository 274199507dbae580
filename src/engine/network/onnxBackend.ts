import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Backend, FeatureMap, Planes } from './backend';
import {
  COARSE,
  CODE_LENGTH,
  decode,
  encode,
  FINE,
  type Modulation,
  mapping,
  STAGE_NAMES,
  STAGES,
  type Stage,
  styleCode,
} from './definition';
import { buildOnnx } from './onnx';
import { isSetUp } from './setUp';
import type { Weights } from './weights';

export type Ort = typeof import('onnxruntime-node');

/**
 * onnxruntime: the one that comes with Stylize, or that with CUDA which `stylize setup-gpu` has installed. Never both: two of
 * one name get in each other's way.
 * @throws Error where it has no binaries for this machine
 */
export async function loadOrt(runtimesFolder: string): Promise<Ort> {
  const ort: Ort = isSetUp('cuda', runtimesFolder)
    ? createRequire(join(runtimesFolder, 'cuda/package.json'))('onnxruntime-node')
    : await import('onnxruntime-node');
  // a provider that is not there is reported in our words, not by onnxruntime on standard error
  ort.env.logLevel = 'fatal';
  return ort;
}

/**
 * The networks in onnxruntime, on one of its execution providers.
 * @param threads 0 leaves it to the runtime
 * @throws Error when the provider can't be started here
 */
export async function openOnnx(ort: Ort, models: OnnxModels, provider: string, threads: number): Promise<Backend> {
  /** Of this runtime's own class: it knows no other's. */
  const tensor = (data: Float32Array, dims: readonly number[]): Tensor => new ort.Tensor('float32', data, dims);
  const pictureTensor = ({ data, width, height }: Planes) => tensor(data, [1, 3, height, width]);
  const mapTensor = ({ data, dims }: FeatureMap) => tensor(data, dims);
  const { style, mapping, encoder, decoder } = await openSessions(ort, models, provider, threads);
  return {
    async styleCode(picture) {
      const { code } = await style.run({ picture: pictureTensor(picture) });
      return floats(code!);
    },
    async mapping(code) {
      const out = await mapping.run({ code: tensor(code, [1, CODE_LENGTH]) });
      return Object.fromEntries(STAGE_NAMES.map((stage) => [stage, floats(out[stage]!)])) as Record<
        Stage,
        Float32Array
      >;
    },
    async encode(picture, { fine, coarse }) {
      await encoder.run({ picture: pictureTensor(picture) }, { fine: mapTensor(fine), coarse: mapTensor(coarse) });
    },
    async decode({ fine, coarse }, modulations, into) {
      const feeds: Record<string, Tensor> = { fine: mapTensor(fine), coarse: mapTensor(coarse) };
      for (const stage of STAGE_NAMES)
        for (const part of ['scale', 'shift'] as const)
          feeds[`${stage}.${part}`] = tensor(modulations[stage][part], [1, STAGES[stage], 1, 1]);
      const [, , rows, columns] = fine.dims;
      await decoder.run(feeds, { picture: tensor(into, [1, 12, 2 * rows, 2 * columns]) });
    },
  };
}

export type OnnxModels = Record<'style' | 'mapping' | 'encoder' | 'decoder', Uint8Array>;

/** The four ONNX models, built from the one definition. */
export function buildModels(weights: Weights): OnnxModels {
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

async function openSessions(
  ort: Ort,
  models: OnnxModels,
  provider: string,
  threads: number,
): Promise<Record<keyof OnnxModels, InferenceSession>> {
  const options: InferenceSession.SessionOptions = {
    executionProviders: [provider],
    // four sessions take turns: the threads of the one just done must not go on spinning where the next one works. Within a session
    // they do spin: threads that sleep at once take less processor time, but a batch on an idle machine a tenth longer
    extra: { session: { force_spinning_stop: '1' } },
  };
  if (threads > 0) options.intraOpNumThreads = threads;
  const entries: [string, InferenceSession][] = [];
  for (const [name, bytes] of Object.entries(models))
    entries.push([name, await ort.InferenceSession.create(bytes, options)]);
  return Object.fromEntries(entries) as Record<keyof OnnxModels, InferenceSession>;
}

function floats(tensor: Tensor): Float32Array {
  return tensor.data as Float32Array;
}
