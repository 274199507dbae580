import { dirname, relative, sep } from 'node:path';
import * as vscode from 'vscode';
import type { Planner } from '../pipeline/planner';
import type { AssetOutcome } from '../pipeline/run';
import type { AssetReport, SurveyReport } from '../pipeline/surveyReport';
import { groupBy } from '../shared/groupBy';
import { leadsOut, namedReferences } from '../shared/planChecks';
import type { Problem } from '../shared/protocol';
import { allowsOutside, installationOf } from './engineHost';
import { allManifests, MANIFEST } from './findManifest';
import { OutsideFiles } from './outsideFiles';

export interface ManifestState extends Omit<SurveyReport, 'assets'> {
  uri: vscode.Uri;
  /** The manifest's folder, from which all its paths go. */
  folder: string;
  assets: AssetState[];
  byOutput: ReadonlyMap<string, AssetState>;
}

export interface AssetState extends Omit<AssetReport, 'state'> {
  state: AssetReport['state'] | 'waiting' | 'running' | 'failed';
  /** Of the last try, where it failed. */
  problem?: Problem;
}

interface Failure {
  problem: Problem;
  reason: AssetReport['reason'];
}

/** What is different: a manifest came, went or was surveyed anew; or, with `assets`, only the states of these. */
export interface ManifestsChange {
  uri: vscode.Uri;
  assets?: AssetState[];
}

/**
 * All manifests of the workspace and what is known of their assets: surveyed when first asked for, and again after changes
 * of files. What runs tell is laid over it.
 */
export class Manifests implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<ManifestsChange>();
  /** Fires for each picture of a run: whoever does more than a little then waits for several. */
  readonly onDidChange = this.changed.event;
  private readonly rebased = new vscode.EventEmitter<vscode.Uri>();
  /** Fires for a manifest when one that it extends has changed. */
  readonly onDidChangeBase = this.rebased.event;
  private readonly states = new Map<string, ManifestState>();
  private readonly bySource = new WeakMap<ManifestState, Map<string, AssetState[]>>();
  private readonly watchers = new Map<string, vscode.Disposable>();
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly first = new Map<string, Promise<void>>();
  private readonly listings = new Map<string, Promise<readonly string[]>>();
  private readonly running = new Set<string>();
  /** Why outputs could not be painted when it was last tried, by manifest and output; and why they were to be painted. */
  private readonly failures = new Map<string, Map<string, Failure>>();
  private found: Promise<void> | undefined;
  private readonly discovery: vscode.FileSystemWatcher;
  private readonly settings: vscode.Disposable;
  private readonly outside = new OutsideFiles((uri, file) => this.heard(uri, file));
  /** Where the pictures of the built-in styles lie. */
  readonly stylesFolder: string;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly planner: Planner,
  ) {
    this.stylesFolder = installationOf(context).stylesFolder;
    this.discovery = vscode.workspace.createFileSystemWatcher(`**/${MANIFEST}`);
    this.discovery.onDidCreate((uri) => this.found && this.add(uri));
    this.discovery.onDidDelete((uri) => this.remove(uri));
    this.settings = vscode.workspace.onDidChangeConfiguration((event) => {
      if (!event.affectsConfiguration('stylize.allowOutsideWorkspace')) return;
      for (const { uri } of this.all) this.refresh(uri);
    });
  }

  /** The manifests known so far, sorted by path. `ready` says when the first search has ended. */
  get all(): ManifestState[] {
    return [...this.states.values()].sort((a, b) => (a.uri.fsPath < b.uri.fsPath ? -1 : 1));
  }

  /** Resolves once every manifest of the workspace was found and surveyed for the first time. */
  ready(): Promise<void> {
    this.found ??= allManifests().then(async (uris) => {
      await Promise.all(uris.map((uri) => this.add(uri)));
    });
    return this.found;
  }

  /** Surveys a manifest that is not known yet, also one outside the workspace. */
  know(uri: vscode.Uri): Promise<void> {
    return this.add(uri);
  }

  /** The pictures below a manifest's folder, as `listPictures` tells them; remembered until files come or go. */
  pictures(uri: vscode.Uri): Promise<readonly string[]> {
    const key = uri.toString();
    const known = this.listings.get(key);
    if (known) return known;
    const listing = this.planner.picturesIn(dirname(uri.fsPath));
    if (this.watchers.has(key)) this.listings.set(key, listing);
    listing.catch(() => this.listings.delete(key));
    return listing;
  }

  of(uri: vscode.Uri): ManifestState | undefined {
    return this.states.get(uri.toString());
  }

  /** The assets that a manifest makes of a picture. */
  assetsOf(manifest: ManifestState, picture: vscode.Uri): AssetState[] {
    const known = this.bySource.get(manifest) ?? groupBy(manifest.assets, ({ source }) => source);
    this.bySource.set(manifest, known);
    return known.get(relative(manifest.folder, picture.fsPath).replaceAll(sep, '/')) ?? [];
  }

  /** Surveys a manifest soon, once however often it is asked for in between. */
  refresh(uri: vscode.Uri): void {
    const key = uri.toString();
    clearTimeout(this.timers.get(key));
    this.timers.set(
      key,
      setTimeout(() => void this.survey(uri), SETTLING),
    );
  }

  /** A run is going to paint these outputs; until it has ended, nothing is surveyed. */
  began(uri: vscode.Uri, outputs: string[]): void {
    this.running.add(uri.toString());
    const assets = outputs.flatMap((output) => this.of(uri)?.byOutput.get(output) ?? []);
    for (const asset of assets) {
      asset.state = 'waiting';
      delete asset.problem;
    }
    this.changed.fire({ uri, assets });
  }

  /** A run has come to this output. */
  paints(uri: vscode.Uri, output: string): void {
    this.move(uri, output, { state: 'running' });
  }

  /** A run has done with an output. */
  told(uri: vscode.Uri, { job, status, problem, reason }: AssetOutcome): void {
    if (status === 'failed' && problem) this.failuresOf(uri).set(job.output, { problem, reason });
    else this.failuresOf(uri).delete(job.output);
    if (status === 'failed') this.move(uri, job.output, { state: 'failed', ...(problem && { problem }) });
    else if (status === 'done') this.move(uri, job.output, { state: 'fresh' });
  }

  ended(uri: vscode.Uri): void {
    const key = uri.toString();
    this.running.delete(key);
    if (this.first.has(key)) this.refresh(uri);
    else void this.add(uri);
  }

  dispose(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    for (const watcher of this.watchers.values()) watcher.dispose();
    this.discovery.dispose();
    this.settings.dispose();
    this.outside.dispose();
    this.changed.dispose();
    this.rebased.dispose();
  }

  private add(uri: vscode.Uri): Promise<void> {
    const key = uri.toString();
    if (!this.watchers.has(key)) this.watchers.set(key, this.watch(uri));
    const known = this.first.get(key);
    if (known) return known;
    const survey = this.survey(uri);
    this.first.set(key, survey);
    survey.catch(() => this.first.delete(key));
    return survey;
  }

  private remove(uri: vscode.Uri): void {
    const key = uri.toString();
    this.watchers.get(key)?.dispose();
    this.watchers.delete(key);
    this.listings.delete(key);
    this.first.delete(key);
    this.failures.delete(key);
    this.outside.forget(uri);
    if (this.states.delete(key)) this.changed.fire({ uri });
  }

  /** What changes below the manifest's folder, apart from what tools keep for themselves. */
  private watch(uri: vscode.Uri): vscode.Disposable {
    const pattern = new vscode.RelativePattern(vscode.Uri.file(dirname(uri.fsPath)), '**/*');
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    const seen = (file: vscode.Uri): void => {
      if (!IGNORED.some((folder) => file.fsPath.includes(`${sep}${folder}${sep}`))) this.heard(uri, file);
    };
    const moved = (file: vscode.Uri): void => {
      this.listings.delete(uri.toString());
      seen(file);
    };
    watcher.onDidCreate(moved);
    watcher.onDidChange(seen);
    watcher.onDidDelete(moved);
    return watcher;
  }

  private heard(uri: vscode.Uri, file: vscode.Uri): void {
    const state = this.of(uri);
    if (state?.bases.includes(relative(state.folder, file.fsPath).replaceAll(sep, '/'))) this.rebased.fire(uri);
    this.forgive(uri, file);
    this.refresh(uri);
  }

  /** What failed is worth another try once a file changes that it depends on. */
  private forgive(uri: vscode.Uri, file: vscode.Uri): void {
    const state = this.of(uri);
    if (!state) return;
    const path = relative(state.folder, file.fsPath).replaceAll(sep, '/');
    const isForAll =
      path === MANIFEST ||
      state.bases.includes(path) ||
      (state.manifest && namedReferences(state.manifest).some((it) => it.path === path));
    const failures = this.failuresOf(uri);
    for (const { output } of isForAll ? state.assets : this.assetsOf(state, file)) failures.delete(output);
  }

  private async survey(uri: vscode.Uri): Promise<void> {
    const key = uri.toString();
    if (this.running.has(key)) return; // the run tells, and asks for a survey at its end
    const options = { manifestPath: uri.fsPath, allowOutside: allowsOutside(uri), ...installationOf(this.context) };
    const report = await this.planner.survey(options).catch((error: Error) => lost(uri, error));
    if (this.running.has(key) || !this.watchers.has(key)) return;
    const failures = this.failuresOf(uri);
    this.outside.follow(uri, outsideFilesOf(report));
    const assets = report.assets.map((asset): AssetState => {
      const before = asset.state === 'stale' ? failures.get(asset.output) : undefined;
      return before && before.reason === asset.reason ? { ...asset, state: 'failed', problem: before.problem } : asset;
    });
    const byOutput = new Map(assets.map((asset) => [asset.output, asset]));
    this.states.set(key, { ...report, uri, folder: dirname(uri.fsPath), assets, byOutput });
    this.changed.fire({ uri });
  }

  private failuresOf(uri: vscode.Uri) {
    const key = uri.toString();
    const known = this.failures.get(key) ?? new Map<string, Failure>();
    this.failures.set(key, known);
    return known;
  }

  private move(uri: vscode.Uri, output: string, change: Pick<AssetState, 'state' | 'problem'>): void {
    const asset = this.of(uri)?.byOutput.get(output);
    if (!asset) return;
    Object.assign(asset, change);
    this.changed.fire({ uri, assets: [asset] });
  }
}

/** What a manifest depends on that may lie outside its folder. */
function outsideFilesOf({ manifest, assets, bases }: SurveyReport): string[] {
  const references = manifest ? namedReferences(manifest).map(({ path }) => path) : [];
  return [...references, ...bases, ...assets.map(({ source }) => source)].filter(leadsOut);
}

/** A survey that ended without a report. */
function lost(uri: vscode.Uri, { message }: Error): SurveyReport {
  const cause = vscode.l10n.t('what is up to date could not be found out ({0})', message);
  const remedy = vscode.l10n.t('Refresh the Stylize view.');
  return {
    problems: [],
    assets: [],
    orphans: [],
    bases: [],
    failure: { kind: 'engine', file: uri.fsPath, cause, remedy },
  };
}

/** Milliseconds without further changes before a manifest is surveyed again. */
const SETTLING = 300;
const IGNORED = ['node_modules', '.git', '.stylize'];
