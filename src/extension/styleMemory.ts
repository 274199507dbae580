import type * as vscode from 'vscode';
import { readRecent, remember, type StyleOrigin } from '../shared/recentStyles';

/** What becomes of a choice: painted once, beside the pictures or into the output folder, or written into a manifest. */
export type Destination = 'beside' | 'folder' | 'manifest';

/** The last choices of this workspace. */
export class StyleMemory {
  constructor(private readonly memento: vscode.Memento) {}

  /** The last one first. */
  get recent(): StyleOrigin[] {
    return readRecent(this.memento.get(RECENT));
  }

  get destination(): Destination {
    return this.memento.get<Destination>(DESTINATION, 'folder');
  }

  async keepStyle(style: StyleOrigin): Promise<void> {
    await this.memento.update(RECENT, remember(this.recent, style));
  }

  /** Drops what was not found any more. */
  async forget(gone: readonly StyleOrigin[]): Promise<void> {
    if (gone.length === 0) return;
    const texts = new Set(gone.map((style) => JSON.stringify(style)));
    const left = this.recent.filter((style) => !texts.has(JSON.stringify(style)));
    await this.memento.update(RECENT, left);
  }

  async keepDestination(destination: Destination): Promise<void> {
    await this.memento.update(DESTINATION, destination);
  }
}

const RECENT = 'recentStyles';
const DESTINATION = 'destination';
