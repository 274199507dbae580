import { basename } from 'node:path';
import * as vscode from 'vscode';
import { Glimpses } from '../../pipeline/glimpses';
import { REVIEWED } from '../../shared/reviewMessages';
import { MANIFEST } from '../findManifest';
import { chooseManifest } from '../runManifest';
import type { TuningServices } from '../tuning';
import type { TreeNode } from '../view/assetTree';
import { OpenReview } from './openReview';
import type { RestoringServices } from './restoreFormer';

const TYPE = 'stylize.review';

/** "Review Results": a gallery of all that a manifest makes, one panel for each manifest. In an untrusted workspace it only shows. */
export function registerReview(
  context: vscode.ExtensionContext,
  services: TuningServices & RestoringServices,
): vscode.Disposable {
  const panels = new Map<string, OpenReview>();
  let opened: Promise<Glimpses> | undefined;
  const glimpses = (): Promise<Glimpses> => {
    const storage = context.storageUri ?? context.globalStorageUri;
    opened ??= Glimpses.open(vscode.Uri.joinPath(storage, 'glimpses').fsPath);
    opened.catch(() => {
      opened = undefined;
    });
    return opened;
  };
  const take = (panel: vscode.WebviewPanel, uri: vscode.Uri): OpenReview => {
    const key = uri.toString();
    const open = new OpenReview(panel, uri, context, { ...services, glimpses });
    panels.set(key, open);
    panel.onDidDispose(() => {
      open.dispose();
      if (panels.get(key) === open) panels.delete(key);
    });
    return open;
  };
  const review = async (clicked?: vscode.Uri | TreeNode): Promise<void> => {
    const uri = await manifestOf(clicked, services);
    if (!uri) return;
    const known = panels.get(uri.toString());
    if (known) known.panel.reveal();
    const open = known ?? take(vscode.window.createWebviewPanel(TYPE, 'Stylize', vscode.ViewColumn.Active), uri);
    const rule = clicked instanceof vscode.Uri || clicked?.kind !== 'rule' ? undefined : clicked.rule;
    if (rule !== undefined) open.choose(rule);
  };
  return vscode.Disposable.from(
    vscode.commands.registerCommand('stylize.review', review),
    vscode.window.registerWebviewPanelSerializer(TYPE, {
      async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown) {
        const uri = uriIn((state as Record<string, unknown> | undefined)?.[REVIEWED]);
        if (!uri || panels.has(uri.toString())) panel.dispose();
        else take(panel, uri);
      },
    }),
    { dispose: () => [...panels.values()].forEach((open) => void open.dispose()) },
  );
}

async function manifestOf(clicked: vscode.Uri | TreeNode | undefined, { manifests }: RestoringServices) {
  if (clicked) return clicked instanceof vscode.Uri ? clicked : clicked.manifest.uri;
  await manifests.ready();
  const [only, ...others] = manifests.all;
  return only && others.length === 0 ? only.uri : chooseManifest(vscode.l10n.t('Review Results'));
}

/** The manifest that a page remembers. */
function uriIn(remembered: unknown): vscode.Uri | undefined {
  if (typeof remembered !== 'string') return undefined;
  const uri = vscode.Uri.parse(remembered);
  return uri.scheme === 'file' && basename(uri.fsPath) === MANIFEST ? uri : undefined;
}
