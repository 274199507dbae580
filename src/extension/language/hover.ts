import * as vscode from 'vscode';
import { hoverAt, type ManifestHover } from '../../shared/manifestHover';
import type { Manifests } from '../manifests';
import { fileNamed, filesOf, MANIFEST_FILES, outlineOf, rangeIn } from './documents';
import { plain, thumbnail } from './thumbnail';

/** What a style looks like, what a pattern matches, what becomes of a picture. */
export function registerHover(manifests: Manifests): vscode.Disposable {
  return vscode.languages.registerHoverProvider(MANIFEST_FILES, {
    async provideHover(document, position, token) {
      const files = await filesOf(document, manifests);
      if (token.isCancellationRequested) return undefined;
      const hover = hoverAt(outlineOf(document), document.offsetAt(position), files);
      if (!hover) return undefined;
      const lines = await linesOf(hover, document.uri, manifests);
      return new vscode.Hover(new vscode.MarkdownString(lines.filter(Boolean).join('\n\n')), rangeIn(document, hover));
    },
  });
}

async function linesOf(hover: ManifestHover, manifest: vscode.Uri, manifests: Manifests): Promise<string[]> {
  const { l10n } = vscode;
  switch (hover.kind) {
    case 'style': {
      const shown = [...hover.references].sort((a, b) => b.weight - a.weight).slice(0, MOST);
      const width = shown.length > 1 ? 100 : 160;
      const pictures = await Promise.all(
        shown.map(({ path }) => thumbnail(fileNamed(manifest, path, manifests), width)),
      );
      const names = shown.map(({ path, weight }) =>
        shown.length > 1 ? `${plain(path)} (${Math.round(weight * 100)} %)` : plain(path),
      );
      const more = hover.references.length - shown.length;
      return [
        names.join(' · ') + (more > 0 ? ` · ${l10n.t('{0} more', more)}` : ''),
        l10n.t('Strength {0}', hover.strength) + (hover.preserveColor ? ` · ${l10n.t('keeps colours')}` : ''),
        pictures.join(' '),
      ];
    }
    case 'variable':
      return [plain(hover.value)];
    case 'reference':
      return [await thumbnail(fileNamed(manifest, hover.path, manifests), 160)];
    case 'input':
      return [
        hover.count === 0 ? l10n.t('Matches no picture.') : `**${countOf(hover.count)}**`,
        listOf(hover),
        hover.excluded > 0 ? l10n.t('"exclude" leaves out {0}.', hover.excluded) : '',
      ];
    case 'exclude':
      return [
        hover.count === 0 ? l10n.t('Leaves out no picture.') : `**${l10n.t('Leaves out {0}', countOf(hover.count))}**`,
        listOf(hover),
      ];
    case 'output': {
      const way = l10n.t('{0} becomes {1}', `**${plain(hover.source)}**`, `**${plain(hover.output)}**`);
      return [hover.count > 1 ? `${way} · ${l10n.t('{0} more', hover.count - 1)}` : way];
    }
  }
}

/** Thumbnails that fit side by side. */
const MOST = 4;

function listOf({ first, count }: { first: string[]; count: number }): string {
  const more = count - first.length;
  const lines = [...first.map(plain), ...(more > 0 ? [vscode.l10n.t('… and {0} more', more)] : [])];
  return lines.map((line) => `- ${line}`).join('\n');
}

function countOf(count: number): string {
  return count === 1 ? vscode.l10n.t('1 picture') : vscode.l10n.t('{0} pictures', count);
}
