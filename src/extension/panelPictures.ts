import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import * as vscode from 'vscode';
import { EngineFailure } from '../pipeline/failure';
import type { UriOf } from '../pipeline/report';
import type { ShownRun } from '../shared/panelMessages';
import type { EngineHost } from './engineHost';

/** Pixels of the longest side that a panel takes as they are; larger pictures, and references, are shown as previews. */
export const SIDE = 4096;

/** The pictures of what a panel shows, as URIs, with the previews that had to be made for it. */
export class PanelPictures implements vscode.Disposable {
  /** Folders of all that is shown. */
  readonly roots: Set<string>;
  private number = 0;

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
    if (side < SIDE || this.isLarge(path) || /\.tiff?$/i.test(path)) {
      const output = join(this.folder, `${this.number++}.webp`);
      await this.engine.client.request('preview', { source: file, output, side });
      file = output;
    }
    return this.uri(file);
  };

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
    rmSync(this.folder, { recursive: true, force: true });
  }

  private isLarge(path: string): boolean {
    return this.shown.run.outcomes.some(
      ({ job, size }) =>
        (job.source === path || job.output === path) && Math.max(size?.width ?? 0, size?.height ?? 0) > SIDE,
    );
  }
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
