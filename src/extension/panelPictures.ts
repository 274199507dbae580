import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import * as vscode from 'vscode';
import { askAgain } from '../pipeline/askAgain';
import { EngineFailure } from '../pipeline/failure';
import { heaviest, type UriOf } from '../pipeline/report';
import { findBuiltin } from '../shared/builtinStyles';
import type { ShownRun } from '../shared/panelMessages';
import type { StyleReference } from '../shared/protocol';
import type { TileSet } from '../shared/report';
import type { EngineHost } from './engineHost';

/** Pixels of the longest side that a panel takes as they are; larger pictures, and references, are shown as previews. */
export const SIDE = 4096;
/** Of a style's picture. */
const THUMBNAIL = 160;

/** Bytes; what weighs less and has still more pixels is flat enough for a browser. */
const HEAVY = 4_000_000;

/** The pictures of what a panel shows, as URIs, with the previews that had to be made for it. */
export class PanelPictures implements vscode.Disposable {
  /** Folders of all that is shown. */
  readonly roots: Set<string>;
  private number = 0;
  private disposed = false;
  private readonly thumbnails = new Map<string, Promise<string>>();
  /** Of pictures whose run did not tell it, where it was needed. */
  private readonly sizes = new Map<string, Size>();
  private readonly pieces = new Map<string, Promise<TileSet>>();

  private constructor(
    private readonly engine: EngineHost,
    private readonly webview: vscode.Webview,
    private readonly shown: ShownRun,
    /** Of previews, until `dispose`. */
    readonly folder: string,
  ) {
    this.roots = new Set([folder]);
  }

  static async open(
    storage: string,
    engine: EngineHost,
    webview: vscode.Webview,
    shown: ShownRun,
  ): Promise<PanelPictures> {
    await mkdir(storage, { recursive: true });
    return new PanelPictures(engine, webview, shown, await mkdtemp(join(storage, 'previews-')));
  }

  /** @throws EngineFailure for a picture that is gone or can't be read */
  readonly uriOf: UriOf = async (path, side) => {
    let file = resolve(this.shown.folder, path);
    if (side < SIDE || /\.tiff?$/i.test(path) || (await this.mayBeLarge(path, file))) {
      const output = join(this.folder, `${this.number++}.webp`);
      this.sizes.set(path, await askAgain(this.engine.client, 'preview', { source: file, output, side }));
      file = output;
    }
    return this.uri(file);
  };

  /** The picture that stands for a style, small; made once. Undefined where it can't be read. */
  thumbnail(references: readonly StyleReference[]): Promise<string | undefined> {
    const picture = heaviest(references);
    const builtin = findBuiltin(picture);
    const known = this.thumbnails.get(picture);
    const uri =
      known ?? (builtin ? this.uri(join(this.engine.stylesFolder, builtin.file)) : this.uriOf(picture, THUMBNAIL));
    this.thumbnails.set(picture, uri);
    return uri.catch(() => undefined);
  }

  /** In pixels; undefined where nobody had to know. */
  sizeOf(path: string): Size | undefined {
    return (
      this.shown.run.outcomes.find(({ job }) => job.output === path || job.source === path)?.size ??
      this.sizes.get(path)
    );
  }

  /** A picture in pieces; null where it is shown as it is. @throws EngineFailure */
  async tiles(path: string): Promise<TileSet | null> {
    const { width, height } = this.sizeOf(path) ?? { width: 0, height: 0 };
    if (Math.max(width, height) <= SIDE) return null;
    const known = this.pieces.get(path) ?? this.cut(path);
    this.pieces.set(path, known);
    known.catch(() => this.pieces.delete(path));
    return known;
  }

  /** @throws EngineFailure for a file that is gone */
  async uri(file: string): Promise<string> {
    const found = await stat(file).catch(() => undefined);
    if (!found) throw new EngineFailure(missing(file));
    this.roots.add(dirname(file));
    // a picture painted again under the same name must not come from the webview's cache
    const query = `v=${found.mtimeMs}-${found.size}`;
    return this.webview.asWebviewUri(vscode.Uri.file(file)).with({ query }).toString();
  }

  dispose(): void {
    this.disposed = true;
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** What came to be written after it was closed goes, too. */
  tidy(): void {
    if (this.disposed) rmSync(this.folder, { recursive: true, force: true });
  }

  private async cut(path: string): Promise<TileSet> {
    const folder = join(this.folder, `tiles-${this.number++}`);
    const found = await askAgain(this.engine.client, 'tiles', { source: resolve(this.shown.folder, path), folder });
    return { ...found, uri: `${this.webview.asWebviewUri(vscode.Uri.file(folder))}/{level}/{column}_{row}.png` };
  }

  /** The engine is asked only about files of some weight, and not in a workspace where it must not run. */
  private async mayBeLarge(path: string, file: string): Promise<boolean> {
    const size = this.sizeOf(path);
    if (size) return Math.max(size.width, size.height) > SIDE;
    if (!vscode.workspace.isTrusted) return false;
    return stat(file).then(
      ({ size }) => size > HEAVY,
      () => false,
    );
  }
}

interface Size {
  width: number;
  height: number;
}

function missing(file: string) {
  const cause = vscode.l10n.t('it is not there any more');
  return {
    kind: 'missing' as const,
    file,
    cause,
    remedy: vscode.l10n.t('Run the manifest, or apply the style again.'),
  };
}
