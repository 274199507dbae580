import * as vscode from 'vscode';
import type { ReportRun } from '../pipeline/report';
import { SHOWN_RUN, shownRunSchema } from '../shared/panelMessages';
import { OpenPanel } from './openPanel';
import type { TuningServices } from './tuning';

const TYPE = 'stylize.compare';

/** Something that a user asked to see. */
export interface Asked extends vscode.Disposable {
  /** Shows a run whose paths are absolute, or from `folder`; unless something is there that was asked for later. */
  show(title: string, folder: string, run: ReportRun): Promise<void>;
}

/** The before/after panel: one at a time. It comes back, with its run, after the window was reloaded. */
export class ComparePanel implements vscode.Disposable, vscode.WebviewPanelSerializer {
  private open: OpenPanel | undefined;
  private turns = 0;
  /** The turn of what is shown. */
  private newest = 0;
  private readonly serializer: vscode.Disposable;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly services: TuningServices,
  ) {
    this.serializer = vscode.window.registerWebviewPanelSerializer(TYPE, this);
  }

  /**
   * What a command is about to show takes its turn when the command begins: a long run does not put its pictures over what
   * somebody opened since.
   *
   * @param ahead whether the panel opens now: it takes a second, in which pictures can be painted. `dispose` closes it again
   *   if nothing is shown in it.
   */
  ask({ ahead = false } = {}): Asked {
    const turn = ++this.turns;
    const where = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    const opened =
      ahead && !this.open ? this.take(vscode.window.createWebviewPanel(TYPE, 'Stylize', where)) : undefined;
    return {
      show: async (title, folder, run) => {
        if (turn < this.newest) return;
        this.newest = turn;
        const open =
          this.open ?? this.take(vscode.window.createWebviewPanel(TYPE, 'Stylize', vscode.ViewColumn.Beside));
        await open.show(shownRunSchema.parse({ title, folder, run }));
        if (this.open === open) open.panel.reveal(undefined, true);
      },
      dispose: () => opened?.isEmpty && opened.panel.dispose(),
    };
  }

  /** Brings a panel of the time before a reload back; its page remembers which run it showed. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const remembered = shownRunSchema.safeParse((state as Record<string, unknown> | undefined)?.[SHOWN_RUN]);
    if (!remembered.success || this.open || !vscode.workspace.isTrusted) return panel.dispose();
    await this.take(panel).show(remembered.data);
  }

  /** A panel stays, for the next window to bring back. */
  dispose(): void {
    this.serializer.dispose();
    this.open?.dispose();
  }

  private take(panel: vscode.WebviewPanel): OpenPanel {
    const open = new OpenPanel(panel, this.context, this.services);
    this.open = open;
    panel.onDidDispose(() => {
      open.dispose();
      if (this.open !== open) return;
      this.open = undefined;
      this.newest = 0;
    });
    return open;
  }
}
