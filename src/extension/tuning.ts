import { rm } from 'node:fs/promises';
import { extname, join, relative, resolve } from 'node:path';
import * as vscode from 'vscode';
import { EngineFailure } from '../pipeline/failure';
import { paintOne } from '../pipeline/paintOne';
import { replaceOutput } from '../pipeline/replaceOutput';
import type { ReportOutcome } from '../pipeline/report';
import { builtinReference } from '../shared/builtinStyles';
import type { Explained } from '../shared/explainMessages';
import { folderOptions } from '../shared/folderOptions';
import { formatOfExtension, renderCompanion } from '../shared/outputTemplate';
import type { LARGE_REQUESTS, PanelPicture, ShownRun, Tuned } from '../shared/panelMessages';
import type { Cancellation, RequestHandlers } from '../shared/peer';
import { fileFor } from '../shared/plan';
import type { OutputFormat, PaintedOutput, StyleRequest } from '../shared/protocol';
import { mapShot, type Shot, shotsOf } from '../shared/shots';
import { mapFiles, type Treatment, treatmentFor } from '../shared/treatment';
import { type TuneSettings, tuneCommand, tuneRequest } from '../shared/tuning';
import { signalOf } from './cancellation';
import { requestOf } from './chosenStyle';
import type { EngineHost } from './engineHost';
import { explainHandlers } from './explaining';
import { describeHere } from './failures';
import { nearestManifest } from './findManifest';
import type { AssetState, Manifests } from './manifests';
import { type PanelPictures, SIDE } from './panelPictures';
import type { Runner } from './runner';
import { saveTuned } from './saveTuned';
import { isSameStyle, type TunableStyle, tunableStyles } from './tuningStyles';

export interface TuningServices {
  engine: EngineHost;
  manifests: Manifests;
  runner: Runner;
}

/** What a panel knows when a picture of it is tuned. */
export interface TuningPanel {
  /** @throws Error when there is nothing to tune */
  shown(): { run: ShownRun; pictures: PanelPictures };
  /** Something is known of the picture that is explained. */
  explained(part: Explained): void;
  /** A picture's output was painted anew. */
  painted(
    picture: PanelPicture,
    how: Pick<ReportOutcome['job'], 'styleName' | 'style'>,
    result: PaintedOutput,
  ): Promise<void>;
}

type Handlers = Omit<
  RequestHandlers<{ requests: typeof LARGE_REQUESTS; notifications: Record<string, never> }>,
  'tiles'
>;

/** Answers what the page asks while a picture is tuned. */
export function tuningHandlers({ engine, manifests, runner }: TuningServices, panel: TuningPanel): Handlers {
  let styles: TunableStyle[] = [];
  let number = 0;
  const files: string[] = [];
  /** What was applied here, by the file. */
  const applied = new Map<string, TuneSettings>();
  /** What the manifest says of a picture, for previews that have no time to ask. */
  const treatments = new Map<string, Treatment | undefined>();
  const request = (settings: Tuned['settings']): StyleRequest =>
    tuneRequest(settings, (id) => styles.find((style) => style.id === id));
  const fileOf = (path: string) => resolve(panel.shown().run.folder, path);
  /** With a name that was never there, so that no cache shows what another settings gave. */
  const nextFile = (extension: string) => {
    const file = join(panel.shown().pictures.folder, `tuned-${number++}${extension}`);
    files.push(file);
    for (const old of files.splice(0, files.length - KEPT)) void rm(old, { force: true });
    return file;
  };
  const paint = async ({ source, output, settings }: Tuned, to: string, format: OutputFormat, signal: AbortSignal) => {
    const asset = await assetOf(manifests, fileOf(source), fileOf(output));
    const style = requestOf(request(settings), engine.stylesFolder);
    const treatment = treatmentOf(asset);
    const { quality, size } = (asset && encodingOf(asset)) ?? {};
    return paintOne(
      engine.client,
      { source: fileOf(source), output: to, style, treatment, shot: shotOf(asset), format, quality, size },
      signal,
    );
  };
  /** What a picture can be tuned with, and as it is painted by now. */
  const begin = async ({ source, output }: PanelPicture) => {
    const { run } = panel.shown();
    const asset = await assetOf(manifests, fileOf(source), fileOf(output));
    styles = await tunableStyles(
      asset?.state.uri ?? (await nearestManifest(vscode.Uri.file(fileOf(source)))),
      run,
      engine.stylesFolder,
    );
    const { styleName, style: as } =
      run.run.outcomes.find(({ job }) => job.source === source && job.output === output)?.job ?? {};
    const current =
      styles.find(({ id }) => id === `manifest:${styleName}`) ??
      styles.find(({ name }) => name === styleName) ??
      styles[0]!;
    const rule = asset?.state.manifest?.assets[asset.asset.rule];
    const folder = asset?.state.manifest && folderOptions(asset.state.manifest)(asset.asset.source);
    const { strength, preserveColor, strokeScale } = current;
    treatments.set(fileOf(source), treatmentOf(asset));
    const start: TuneSettings = applied.get(fileOf(output)) ?? {
      shares: [{ style: current.id, weight: 1 }],
      strength: as?.strength ?? rule?.strength ?? folder?.strength ?? strength,
      preserveColor: as?.preserveColor ?? rule?.preserveColor ?? folder?.preserveColor ?? preserveColor,
      strokeScale: as?.strokeScale ?? rule?.strokeScale ?? folder?.strokeScale ?? strokeScale,
      ...(as?.factors && { factors: as.factors }),
    };
    return { asset, start };
  };
  return plain({
    ...explainHandlers(engine, {
      fileOf,
      pictures: () => panel.shown().pictures,
      explained: (part) => panel.explained(part),
      async paintedAs(picture) {
        const { start } = await begin(picture);
        const style = request(start);
        return { style, request: requestOf(style, engine.stylesFolder) };
      },
      builtinStyle(id) {
        const reference = builtinReference({ id });
        const same = styles.find((style) =>
          isSameStyle(style, { references: [{ path: reference, weight: 1 }] }, engine.stylesFolder),
        );
        return same?.id ?? reference;
      },
      asset: ({ source, output }) => assetOf(manifests, fileOf(source), fileOf(output)),
    }),
    async tuning(picture) {
      const { asset, start } = await begin(picture);
      const { pictures } = panel.shown();
      return {
        styles: await Promise.all(
          styles.map(async ({ id, name, group, references }) => ({
            id,
            name,
            group,
            thumbnail: await pictures.thumbnail(references),
          })),
        ),
        start,
        inManifest: asset !== undefined,
      };
    },
    async tuneQuick({ source, settings }, cancellation) {
      const output = nextFile('.png');
      const file = fileOf(source);
      const style = requestOf(request(settings), engine.stylesFolder);
      const params = { source: file, output, style, treatment: treatments.get(file) };
      await engine.client.request('tune', params, signalOf(cancellation));
      return { uri: await panel.shown().pictures.uri(output) };
    },
    async tuneFull(tuned, cancellation) {
      const signal = signalOf(cancellation);
      const own = formatFor(tuned.output);
      const format = own === 'tiff' ? 'png' : own; // no browser shows it
      const file = nextFile(`.${format}`);
      const { width, height } = await paint(tuned, file, format, signal);
      if (Math.max(width, height) <= SIDE) return { uri: await panel.shown().pictures.uri(file) };
      const smaller = nextFile('.webp');
      await engine.client.request('preview', { source: file, output: smaller, side: SIDE }, signal);
      return { uri: await panel.shown().pictures.uri(smaller) };
    },
    async tuneApply(tuned, cancellation) {
      const output = fileOf(tuned.output);
      const asset = await assetOf(manifests, fileOf(tuned.source), output);
      if (asset?.asset.obstacle) throw new Error(`${asset.asset.obstacle.cause}. ${asset.asset.obstacle.remedy}`);
      if (asset && runner.progress) throw new Error(vscode.l10n.t('A run is going on. Apply this when it has ended.'));
      const signal = signalOf(cancellation);
      const write = () => paint(tuned, output, formatFor(tuned.output), signal);
      const result = asset ? await replaceOutput(asset.state.folder, asset.asset, signal, write) : await write();
      applied.set(output, tuned.settings);
      if (asset) manifests.refresh(asset.state.uri);
      await panel.painted(tuned, { styleName: nameOf(tuned, styles), style: request(tuned.settings) }, result);
      return {};
    },
    async tuneSave({ source, output, settings }) {
      const asset = await assetOf(manifests, fileOf(source), fileOf(output));
      if (!asset) throw new Error(vscode.l10n.t('No manifest makes this picture.'));
      const parts = settings.shares.map(({ style, weight }) => ({
        style: styles.find(({ id }) => id === style)!,
        weight,
      }));
      await saveTuned(asset.state.uri, asset.asset, { parts, settings }, await manifests.pictures(asset.state.uri));
      return {};
    },
    async tuneCopy({ source, settings }) {
      const style = request(settings);
      const shorter = style.references.map(({ path, weight }) => ({
        path: vscode.workspace.asRelativePath(path),
        weight,
      }));
      const readable = { ...style, references: shorter };
      const treatment = mapFiles(treatments.get(fileOf(source)) ?? {}, (path) => vscode.workspace.asRelativePath(path));
      const command = tuneCommand(vscode.workspace.asRelativePath(fileOf(source)), readable, treatment);
      await vscode.env.clipboard.writeText(`${command}\n\n${JSON.stringify(readable, undefined, 2)}\n`);
      return {};
    },
    async tuneEnd() {
      for (const file of files.splice(0)) await rm(file, { force: true });
      return {};
    },
  });
}

/** What the engine could not do is told as everywhere else: with the file as the workspace names it. */
function plain(handlers: Handlers): Handlers {
  const told =
    (work: (params: never, cancellation: Cancellation) => Promise<unknown>) =>
    async (params: never, cancellation: Cancellation) => {
      try {
        return await work(params, cancellation);
      } catch (error) {
        throw error instanceof EngineFailure ? new Error(describeHere(error.problem)) : error;
      }
    };
  return Object.fromEntries(Object.entries(handlers).map(([name, work]) => [name, told(work)])) as unknown as Handlers;
}

/** Files of previews at a time: those of a grid of variants, and some more. */
const KEPT = 96;

/** How the asset is treated, as a rule or a folder of its manifest says. */
function treatmentOf(found: Found): Treatment | undefined {
  const { manifest } = found?.state ?? {};
  const rule = found && manifest?.assets[found.asset.rule];
  if (!rule) return undefined;
  const { source } = found.asset;
  const said = treatmentFor(rule, folderOptions(manifest!)(source));
  return said && mapFiles(said, (template) => resolve(found.state.folder, renderCompanion(template, source)));
}

/** The frames beside it, where the manifest takes it for one of a sequence. */
function shotOf(found: Found): Shot | undefined {
  const treatment = treatmentOf(found);
  if (!found || !treatment?.sequence || treatment.sheet) return undefined;
  const { asset, state } = found;
  const ofRule = [...state.byOutput.values()].filter(({ rule }) => rule === asset.rule).map(({ source }) => source);
  const shot = shotsOf([...new Set(ofRule)])(asset.source, treatment);
  return shot && mapShot(shot, (path) => resolve(state.folder, path));
}

/** The asset of a manifest that makes this output of this picture. */
async function assetOf(manifests: Manifests, source: string, output: string) {
  const uri = await nearestManifest(vscode.Uri.file(source));
  if (!uri) return undefined;
  await manifests.know(uri);
  const state = manifests.of(uri);
  const path = state && relative(state.folder, output).replaceAll('\\', '/');
  const asset: AssetState | undefined = path === undefined ? undefined : state?.byOutput.get(path);
  return state && asset && { state, asset };
}

/** What the manifest says of the file that is made. */
function encodingOf({ state: { manifest }, asset: { rule, source, output } }: NonNullable<Found>) {
  const made = manifest?.assets[rule];
  const folder = manifest ? folderOptions(manifest)(source) : {};
  return made?.outputs.map((it) => fileFor(it, made, folder, source)).find((file) => file.output === output);
}

type Found = Awaited<ReturnType<typeof assetOf>>;

function formatFor(output: string): OutputFormat {
  return formatOfExtension(extname(output).slice(1)) ?? 'png';
}

function nameOf({ settings }: Tuned, styles: TunableStyle[]): string {
  return settings.shares.map(({ style }) => styles.find(({ id }) => id === style)?.name ?? style).join(' + ');
}
