import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type RunOptions, type RunSummary, runManifest } from '../../../src/pipeline/run';
import type { ManifestInput } from '../../../src/shared/manifest';
import { fakeEngine } from './fakeEngine';

/** A folder with a manifest, painted by a fake engine, to which any file is a picture. It lasts as long as the test. */
export class Workspace {
  readonly folder = tempFolder();
  readonly at = (path: string): string => join(this.folder, path);

  write(path: string, text: string): void {
    mkdirSync(dirname(this.at(path)), { recursive: true });
    writeFileSync(this.at(path), text);
  }

  read(path: string): string {
    return readFileSync(this.at(path), 'utf8');
  }

  remove(path: string): void {
    rmSync(this.at(path), { recursive: true, force: true });
  }

  manifest(manifest: ManifestInput): void {
    this.write('stylize.json', JSON.stringify(manifest));
  }

  run(options: Partial<RunOptions> = {}): Promise<RunSummary> {
    if (!this.files('model').length) this.write('model/weights', 'weights');
    const manifestPath = this.at('stylize.json');
    const installation = { modelPath: this.at('model/weights'), engineVersion: '1', stylesFolder: this.at('builtin') };
    return runManifest({ manifestPath, client: fakeEngine(), ...installation, onEvent() {}, ...options });
  }

  /** All files below a folder, sorted. */
  files(below = '.'): string[] {
    try {
      return readdirSync(this.at(below), { recursive: true, withFileTypes: true })
        .flatMap((entry) =>
          entry.isFile() ? [join(entry.parentPath, entry.name).slice(this.at(below).length + 1)] : [],
        )
        .sort();
    } catch {
      return [];
    }
  }

  /** The bytes of all files below a folder. */
  contents(below: string): Record<string, string> {
    return Object.fromEntries(this.files(below).map((path) => [path, this.read(join(below, path))]));
  }
}

/** What became of each output, and why. */
export function fates({ outcomes }: RunSummary): Record<string, string> {
  return Object.fromEntries(
    outcomes.map(({ job, status, reason, fromCache }) => [
      job.output,
      `${fromCache ? 'from cache' : status}: ${reason}`,
    ]),
  );
}

export function tempFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'stylize-test-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
