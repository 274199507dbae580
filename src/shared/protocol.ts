/** Messages between the engine process and its client. Paths cross, pixels never do. */

import type { Explanation, FirstAnswer } from './explanation';
import type { Factors } from './factors';
import type { CreditedReference } from './referenceCredits';
import type { Shot } from './shots';
import type { Tone } from './tone';
import type { Traits } from './traits';
import type { Treatment } from './treatment';

/** Raised whenever a message changes shape; both sides refuse a partner of another version. */
export const PROTOCOL_VERSION = 5;

/** Each request by name: what goes in, what comes back. Client and server both derive their types from this. */
export interface EngineRequests {
  initialize: { params: InitializeParams; result: InitializeResult };
  apply: { params: ApplyParams; result: ApplyResult };
  encodeStyle: { params: { references: StyleReference[] }; result: EncodedStyle };
  preview: { params: PreviewParams; result: PreviewResult };
  tiles: { params: TilesParams; result: TilesResult };
  glimpse: { params: GlimpseParams; result: GlimpseResult };
  contactSheet: { params: ContactSheetParams; result: ContactSheetResult };
  lint: { params: LintParams; result: LintFigures };
  tune: { params: TuneParams; result: TuneResult };
  convertVgg: { params: ConvertVggParams; result: ConvertVggResult };
  train: { params: TrainParams; result: TrainResult };
  explain: { params: ExplainParams; result: Explanation };
  measureStrengths: { params: MeasureStrengthsParams; result: StrengthScores[] };
  solveStrength: { params: SolveStrengthParams; result: SolveStrengthResult };
  exportPack: { params: ExportPackParams; result: { bytes: number } };
  pauseTraining: { params: { paused: boolean }; result: null };
  share: { params: ShareParams; result: null };
  devices: { params: Record<string, never>; result: DeviceReport };
}

/**
 * A style to be trained, in a process of its own: nothing else is done there meanwhile. A cancellation ends it after the step in
 * work, with what there is by then. Notifies progress by `output`, in shares of a thousand.
 */
export interface TrainParams {
  name: string;
  /** Absolute paths of pictures. */
  references: string[];
  /** Absolute paths of pictures such as will be painted, at least 2. */
  contents: string[];
  /** Absolute path of the style pack to write. */
  output: string;
  /** Absolute path of the folder for log, checkpoint and samples; see docs/train.md. */
  folder: string;
  /** The budget, whichever ends first. */
  minutes: number;
  steps?: number | undefined;
  seed: number;
  /** Goes on from the folder's checkpoint, where there is one of the same training. */
  resume: boolean;
  /** Absolute path of VGG-19 as `convertVgg` writes it; without it the encoder that ships judges. */
  vgg?: string | undefined;
  /** Of the references, for the pack's card. */
  license?: string | undefined;
}

export interface TrainResult {
  output: string;
  bytes: number;
  /** Why it ended. */
  ended: 'spent' | 'no better' | 'unstable' | 'stopped';
  steps: number;
  seconds: number;
  /** Figures on contents that were held back: by the base model with the references' code, and by the pack. */
  before: Record<string, number>;
  after: Record<string, number>;
}

/** Why a picture looks as it does in a style, found on small copies. Notifies progress by `source`. See src/shared/explanation.ts. */
export interface ExplainParams {
  source: string;
  style: StyleRequest;
  /** Absolute path of a folder for pictures. */
  folder: string;
  /** Styles that people know, for the recipe; none is told, if left out. */
  exemplars?: { id: string; path: string; traits: Traits }[] | undefined;
  /** As `TrainParams`. */
  vgg?: string | undefined;
}

/** That so many engines work side by side from now on: each takes its part of the memory, and so many threads, 0 as many as there are. */
export interface ShareParams {
  engines: number;
  threads: number;
}

/** How far strengths take a picture to a style, measured on a small copy: at every eighth, and at these. Answers by rising strength. */
export interface MeasureStrengthsParams {
  source: string;
  references: StyleReference[];
  preserveColor: boolean;
  /** As `StyleRequest`. */
  factors?: Factors | undefined;
  /** Above 0. */
  strengths: number[];
}

export interface StrengthScores {
  strength: number;
  /** How much of the way to the style is gone at it, and how much of the structure is kept. */
  style: number;
  structure: number;
}

/** The least strength at which a picture reaches a style so far. */
export interface SolveStrengthParams extends Omit<MeasureStrengthsParams, 'strengths'> {
  /** How much of the way to the style. */
  reach: number;
  /** How much of the structure has to stay, 0…1. */
  structure: number;
  /** What `measureStrengths` answered. */
  points: StrengthScores[];
}

export interface SolveStrengthResult extends StrengthScores {
  /** What ended the search: it is reached, no strength reaches it, or structure allows no more. */
  ended: 'reached' | 'full' | 'structure';
}

/** A style pack made into one ONNX model for other engines; see src/engine/exportOnnx.ts. */
export interface ExportPackParams {
  /** Absolute path of the pack. */
  source: string;
  /** Absolute path of the ONNX file to write. */
  output: string;
}

/** Notifications from the engine. */
export interface EngineNotifications {
  progress: { source: string; done: number; total: number };
  /** Of `explain`, by its source: what is known at once. */
  firstAnswer: { source: string } & FirstAnswer;
  log: { level: LogLevel; message: string };
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface InitializeParams {
  protocolVersion: number;
  /** A provider's name, or `auto`: the first one that passes its self-test. */
  provider: string;
  /** Folder for style codes, kept by the hash of their reference's bytes. */
  cacheFolder: string;
  /** Where `setup-gpu` has installed providers; nowhere, if left out. */
  runtimesFolder?: string | undefined;
  /** Threads for the network; 0 leaves it to the runtime. */
  threads: number;
}

export interface InitializeResult {
  protocolVersion: number;
  engineVersion: string;
  /** SHA-256 of the weights, hex: a part of every output's key. */
  modelHash: string;
  provider: string;
}

/** A picture that lends its style, with its share in a blend (any positive number; shares are normalised). */
export interface StyleReference {
  path: string;
  weight: number;
}

export interface StyleRequest {
  references: StyleReference[];
  /** 0 gives the picture back unchanged, 1 is the full style. */
  strength: number;
  /** Keeps the picture's own colours: only its lightness is taken from the stylised picture. */
  preserveColor: boolean;
  /** How large the brush work is, `STROKE_SCALES`; 1, what the style has by itself, if left out. */
  strokeScale?: number | undefined;
  /** Added to the style, which the references make; nothing, if left out. */
  factors?: Factors | undefined;
}

/** Least and most. Half the size takes four times as long. */
export const STROKE_SCALES = [0.5, 2] as const;

export const OUTPUT_FORMATS = ['png', 'jpeg', 'webp', 'avif', 'tiff', 'gif'] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** How a picture fits into a width and a height. */
export const FITS = ['inside', 'cover', 'contain'] as const;

/** What a picture that covers its box keeps in sight, apart from a point. */
export const FOCUSES = ['center', 'attention', 'entropy'] as const;
/** A point by its shares of width and height, 0…1 from the top left. */
export type Focus = (typeof FOCUSES)[number] | [x: number, y: number];

/** Either `scale`, or at least one of `width` and `height`, in pixels. */
export interface OutputSize {
  width?: number | undefined;
  height?: number | undefined;
  /** A multiple of the picture's own size; nothing else enlarges. */
  scale?: number | undefined;
  /** `inside` if left out. */
  fit?: (typeof FITS)[number] | undefined;
  /** With `cover`: `center` if left out. */
  focus?: Focus | undefined;
}

export interface ApplyParams {
  /** Absolute path of the picture. */
  source: string;
  style: StyleRequest;
  /** How pictures of this kind are treated; as usual, if left out. Paths in it are absolute. */
  treatment?: Treatment | undefined;
  /** Of a frame of a sequence: files of its shot, by absolute paths. */
  shot?: Shot | undefined;
  /** What is to be made of the one painted picture: at least one. */
  outputs: OutputRequest[];
  /** Side in pixels of the largest piece that goes through the network at once. */
  tile?: number | undefined;
}

export interface OutputRequest {
  /** Absolute path to write; folders are made as needed, and the file appears whole or not at all. */
  output: string;
  format: OutputFormat;
  /** 1…100, for the lossy formats. */
  quality?: number | undefined;
  /** The picture's own, if left out. */
  size?: OutputSize | undefined;
  /** What the result says of how it was made; nothing, if left out. */
  provenance?: ProvenanceRequest | undefined;
}

/** Names as a person knows them: paths from the manifest's folder. */
export interface ProvenanceRequest {
  source: string;
  style: string;
  references: readonly CreditedReference[];
  treatment?: Treatment | undefined;
}

/** In the order in which they were asked for. Where none could be written the request fails, with the first's problem. */
export interface ApplyResult {
  outputs: PaintedOutput[];
  /** Those that could not be written, while others could. */
  failures: { output: string; problem: Problem }[];
}

export interface PaintedOutput {
  source: string;
  output: string;
  width: number;
  height: number;
  frames: number;
  bytes: number;
  /**
   * `decode` reads the picture and its style, `network` paints, `encode` ends with the file written. What several outputs
   * have in common counts for the first.
   */
  milliseconds: { decode: number; network: number; encode: number };
  /** What a careful user would want to know, for example that 16 bits became 8 in a JPEG. */
  notices: string[];
}

/** A picture made small for a page or a panel: WebP, upright, sRGB, first frame. */
export interface PreviewParams {
  source: string;
  output: string;
  /** Longest side in pixels; smaller pictures keep their size. */
  side: number;
}

export interface PreviewResult {
  /** Of the picture itself, in pixels. */
  width: number;
  height: number;
}

/** A small copy of a picture, painted at once: it goes before all else, between two tiles of what is being painted. */
export interface TuneParams {
  source: string;
  /** Absolute path of a PNG to write: of the first frame. */
  output: string;
  style: StyleRequest;
  treatment?: Treatment | undefined;
}

export interface TuneResult {
  /** Of what was painted, in pixels: as many as this machine paints in good time. */
  width: number;
  height: number;
  /** `study` reads the picture and looks at it, which is done once; `network` paints. */
  milliseconds: { study: number; network: number; encode: number };
}

/** A picture cut into lossless tiles at every halving of its size, to be looked at piece by piece: upright, sRGB, first frame. */
export interface TilesParams {
  source: string;
  /** A folder to write to; the tiles lie in it as `<level>/<column>_<row>.png`. */
  folder: string;
}

export interface TilesResult {
  /** Of the picture, in pixels. */
  width: number;
  height: number;
  /** Side of a tile in pixels; those at the right and at the bottom are smaller. */
  tile: number;
  /** Level 0 is one tile, the last level has the picture's own size. */
  levels: number;
}

/** A picture and what was painted from it, made small for a gallery: as `PreviewParams`. */
export interface GlimpseParams {
  source: string;
  painted: string;
  /** Absolute paths of WebP files to write. */
  before: string;
  after: string;
  /** Longest side in pixels; smaller pictures keep their size. */
  side: number;
}

export interface GlimpseResult {
  /** Mean over the pixels of the small pictures and the three colours, 0…255; see src/shared/difference.ts. */
  difference: number;
}

/** A picture and what was painted from it, measured; see src/shared/lint.ts for what the figures mean. */
export interface LintParams {
  source: string;
  painted: string;
  /** As it was painted. */
  treatment?: Treatment | undefined;
}

/** What does not apply is left out. */
export interface LintFigures {
  /** Of the painted picture. */
  tone?: Tone | undefined;
  sourceTone?: Tone | undefined;
  /** See `fringeOf`. */
  fringe?: number | undefined;
  /** Of a sheet; see `cellBleed`. */
  bleed?: number | undefined;
  /** See `brandDrift`. */
  brand?: { count: number; mean: number } | undefined;
  /** See `seamOf`; of both along an axis. */
  seams: { axis: 'x' | 'y'; source: number; painted: number }[];
}

/** Pictures before and after, side by side in a grid, with a line of text below each. Notifies progress by `output`. */
export interface ContactSheetParams {
  pictures: { before: string; after: string; label: string }[];
  /** Absolute path of a PNG to write. */
  output: string;
}

export interface ContactSheetResult {
  width: number;
  height: number;
  /** Labels of those that could not be read; their places stay empty. */
  missing: string[];
}

/** VGG-19 as Keras publishes it, made into the file that training reads. */
export interface ConvertVggParams {
  /** Absolute path of the HDF5 file. */
  source: string;
  /** Absolute path of the safetensors file to write; see src/engine/vgg/kerasVgg.ts. */
  output: string;
}

export interface ConvertVggResult {
  bytes: number;
}

export interface EncodedStyle {
  /** SHA-256 over the code's bytes, hex. */
  hash: string;
  dimensions: number;
  milliseconds: number;
}

export interface DeviceReport {
  /** Chosen for this process. */
  active: string;
  providers: ProviderReport[];
  threads: number;
  memoryBytes: number;
  /** Pixels of a picture over all its frames, and the side of the largest piece painted at once. */
  limits: { pixels: number; tile: number };
  versions: Record<string, string>;
}

export interface ProviderReport {
  name: string;
  /** `passed`: golden picture reproduced; `failed`: tried and refused, see reason; `absent`: not on this machine. */
  state: 'passed' | 'failed' | 'absent';
  reason: string;
  /** Milliseconds for the golden picture, where it ran. */
  milliseconds?: number | undefined;
}

/** A failure as a person reads it; travels as the `data` of a JSON-RPC error. */
export interface Problem {
  kind: ProblemKind;
  /** The file it is about. */
  file: string;
  cause: string;
  remedy: string;
}

export const PROBLEM_KINDS = [
  'missing',
  'unreadable',
  'unsupported',
  'too-large',
  'unwritable',
  'disk-full',
  'cancelled',
  'engine',
  'protocol',
] as const;
export type ProblemKind = (typeof PROBLEM_KINDS)[number];

/** Error codes of the JSON-RPC responses that carry a Problem. */
export const PROBLEM_CODE = -32001;

/** File, cause and remedy as text. */
export function describeProblem({ file, cause, remedy }: Problem): string {
  return `${file}: ${cause}. ${remedy}`.trim();
}
