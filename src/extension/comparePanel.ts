import * as vscode from 'vscode';
import type { ReportRun } from '../pipeline/report';
import { SHOWN_RUN, shownRunSchema } from '../shared/panelMessages';
import { OpenPanel } from './openPanel';
import type { TuningServices } from './tuning';

const TYPE = 'stylize.compare';

/** The before/after panel: one at a time. It comes back, with its run, after the window was reloaded. */
export class ComparePanel implements vscode.Disposable, vscode.WebviewPanelSerializer {
  private open: OpenPanel | undefined;
  private readonly serializer: vscode.Disposable;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly services: TuningServices,
  ) {
    this.serializer = vscode.window.registerWebviewPanelSerializer(TYPE, this);
  }

  /** Opens the panel ahead: it takes a second, in which pictures can be painted. Closes it again if nothing is shown in it. */
  prepare(): vscode.Disposable {
    if (this.open) return { dispose() {} };
    const where = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    const open = this.take(vscode.window.createWebviewPanel(TYPE, 'Stylize', where));
    this.open = open;
    return { dispose: () => open.isEmpty && open.panel.dispose() };
  }

  /** Shows a run whose paths are absolute, or from `folder`. */
  async show(title: string, folder: string, run: ReportRun): Promise<void> {
    this.open ??= this.take(vscode.window.createWebviewPanel(TYPE, 'Stylize', vscode.ViewColumn.Beside));
    await this.open.show(shownRunSchema.parse({ title, folder, run }));
    this.open?.panel.reveal(undefined, true);
  }

  /** Brings a panel of the time before a reload back; its page remembers which run it showed. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const remembered = shownRunSchema.safeParse((state as Record<string, unknown> | undefined)?.[SHOWN_RUN]);
    if (!remembered.success || this.open || !vscode.workspace.isTrusted) return panel.dispose();
    this.open = this.take(panel);
    await this.open.show(remembered.data);
  }

  /** A panel stays, for the next window to bring back. */
  dispose(): void {
    this.serializer.dispose();
    this.open?.dispose();
  }

  private take(panel: vscode.WebviewPanel): OpenPanel {
    const open = new OpenPanel(panel, this.context, this.services);
    panel.onDidDispose(() => {
      open.dispose();
      if (this.open === open) this.open = undefined;
    });
    return open;
  }
}
