import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { defaultCacheFolder } from '../pipeline/cacheFolder';
import { hasVgg, vggIn } from '../pipeline/vgg';
import { BUILTIN_STYLES, builtinReference, findBuiltin } from '../shared/builtinStyles';
import type { Explained, Told } from '../shared/explainMessages';
import type { Explanation, FirstAnswer } from '../shared/explanation';
import type { LARGE_REQUESTS, PanelPicture } from '../shared/panelMessages';
import type { RequestHandlers } from '../shared/peer';
import { isPicture } from '../shared/pictureFiles';
import type { StyleRequest } from '../shared/protocol';
import { signalOf } from './cancellation';
import type { EngineHost } from './engineHost';
import { EVEN_STRENGTH } from './evenStrength';
import type { AssetState, ManifestState } from './manifests';
import type { PanelPictures } from './panelPictures';
import { showPlace } from './showPlace';

type Handlers = Pick<
  RequestHandlers<{ requests: typeof LARGE_REQUESTS; notifications: Record<string, never> }>,
  'explain' | 'explainEnd' | 'explainAct'
>;

export interface ExplainingPanel {
  pictures(): PanelPictures;
  explained(part: Explained): void;
  fileOf(path: string): string;
  /** As the picture is painted by now: references are absolute paths or `builtin:<id>`; and as the engine takes it. */
  paintedAs(picture: PanelPicture): Promise<{ style: StyleRequest; request: StyleRequest }>;
  /** The id to tune with of a style that ships. */
  builtinStyle(id: string): string;
  /** What makes the picture; undefined where no manifest does. */
  asset(picture: PanelPicture): Promise<{ state: ManifestState; asset: AssetState } | undefined>;
}

/** Answers what the page asks while a picture is explained. */
export function explainHandlers(engine: EngineHost, panel: ExplainingPanel): Handlers {
  let number = 0;
  let folder: string | undefined;
  const forget = async () => {
    const old = folder;
    folder = undefined;
    if (old) await rm(old, { recursive: true, force: true });
  };
  return {
    async explain({ id, ...picture }, cancellation) {
      await forget();
      const pictures = panel.pictures();
      const own = join(pictures.folder, `explained-${number++}`);
      folder = own;
      const source = panel.fileOf(picture.source);
      const { request: style } = await panel.paintedAs(picture);
      const inManifest = (await panel.asset(picture)) !== undefined;
      const told = async (answer: FirstAnswer | Explanation): Promise<Told> => ({
        ...(await toldOf(answer, pictures, panel.builtinStyle)),
        inManifest,
      });
      const tell = async (answer: FirstAnswer) => panel.explained({ id, told: await told(answer) });
      const listeners = [
        engine.onProgress(({ source: of, done, total }) => {
          if (of === source) panel.explained({ id, share: done / total });
        }),
        engine.onFirstAnswer(({ source: of, ...answer }) => {
          // the whole follows: what of this could not be read is told then
          if (dirname(answer.pictures.before) === own) void tell(answer).catch(() => {});
        }),
      ];
      const cacheFolder = defaultCacheFolder();
      const params = {
        ...{ source, style, folder: own },
        exemplars: BUILTIN_STYLES.map(({ id, file, traits }) => ({
          id,
          path: join(engine.stylesFolder, file),
          traits,
        })),
        vgg: hasVgg(cacheFolder) ? vggIn(cacheFolder) : undefined,
      };
      try {
        const whole = await engine.client.request('explain', params, signalOf(cancellation));
        return await told(whole);
      } catch (error) {
        await rm(own, { recursive: true, force: true });
        pictures.tidy();
        throw error;
      } finally {
        for (const listener of listeners) listener.dispose();
      }
    },
    async explainEnd() {
      await forget();
      return {};
    },
    async explainAct({ act, ...picture }) {
      const { style } = await panel.paintedAs(picture);
      const found = await panel.asset(picture);
      if (act === 'train') {
        // what ships is no place for a training; VS Code asks for pictures then
        const own = style.references
          .filter(({ path }) => !findBuiltin(path) && isPicture(path))
          .map(({ path }) => vscode.Uri.file(path));
        void vscode.commands.executeCommand('stylize.trainStyle', own[0], own);
        return {};
      }
      if (!found) throw new Error(vscode.l10n.t('No manifest makes this picture.'));
      const { state, asset } = found;
      const other = vscode.window.tabGroups.all.find(({ isActive }) => !isActive);
      const column = other?.viewColumn ?? vscode.ViewColumn.Beside;
      if (act === 'mask') await showPlace(state.uri, ['assets', asset.rule], false, column);
      else void vscode.commands.executeCommand(EVEN_STRENGTH, state.uri, { rule: asset.rule });
      return {};
    },
  };
}

/** What the engine says, as the page takes it: styles by their names, pictures as URIs. */
async function toldOf(
  answer: FirstAnswer | Explanation,
  pictures: PanelPictures,
  styleOf: (builtin: string) => string,
): Promise<Told> {
  const { recipe, factors, pictures: files } = answer;
  const uri = (file: string) => pictures.uri(file);
  const all = (paths: string[]) => Promise.all(paths.map(uri));
  const nameOf = (id: string) => findBuiltin(builtinReference({ id }))?.title ?? id;
  const shown = {
    ...{ before: await uri(files.before), after: await uri(files.after) },
    ...{ references: await all(files.references), content: await all(files.content) },
  };
  const told = {
    ...answer,
    recipe: recipe && {
      ...recipe,
      parts: recipe.parts.map(({ id, share }) => ({ name: nameOf(id), share, style: styleOf(id) })),
    },
    factors: factors && {
      ...factors,
      parts: factors.parts.map((part) => ({
        ...part,
        most: part.most && nameOf(part.most),
        least: part.least && nameOf(part.least),
      })),
    },
  };
  if (!isWhole(answer)) return { ...told, pictures: shown };
  const { without, factors: ends, unlike } = answer.pictures;
  return {
    ...told,
    pictures: {
      ...shown,
      without: await all(without),
      factors: await Promise.all(
        ends.map(async ({ id, less, more }) => ({ id, less: await uri(less), more: await uri(more) })),
      ),
      unlike: unlike && {
        ...{ before: await uri(unlike.before), after: await uri(unlike.after) },
        base: unlike.base && (await uri(unlike.base)),
      },
    },
  };
}

function isWhole(answer: FirstAnswer | Explanation): answer is Explanation {
  return 'stages' in answer;
}
