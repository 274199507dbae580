import * as vscode from 'vscode';
import { defaultCacheFolder, runtimesFolder } from '../pipeline/cacheFolder';
import { EngineFailure } from '../pipeline/failure';
import { examineMachine } from '../pipeline/gpu/examineMachine';
import { install, installedIn } from '../pipeline/gpu/install';
import { hasVgg, setUpVgg, VGG_ORIGIN } from '../pipeline/vgg';
import { formatBytes } from '../shared/bytes';
import {
  adviceFor,
  type Choice,
  INSTALLABLE,
  type Installable,
  isInstallable,
  type Machine,
} from '../shared/gpu/advice';
import { machineLines, ORIGINS } from '../shared/gpu/lines';
import { withProgress } from './applyStyle';
import type { EngineHost } from './engineHost';
import { tellFailures } from './failures';
import { registerTrustedCommand } from './trust';

const { l10n } = vscode;

/** "Set Up GPU…" and "Download VGG-19…": what comes from elsewhere, after asking. */
export function registerSetup(engine: EngineHost, log: vscode.LogOutputChannel): vscode.Disposable {
  const telling = (work: () => Promise<void>) => async (): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof EngineFailure)) throw error;
      if (error.problem.kind !== 'cancelled') await tellFailures([error.problem], log);
    }
  };
  return vscode.Disposable.from(
    registerTrustedCommand(
      'stylize.setupGpu',
      telling(() => setUpGpu(log)),
    ),
    registerTrustedCommand(
      'stylize.setupVgg',
      telling(async () => void (await askForVgg(engine))),
    ),
  );
}

/** Makes sure that VGG-19 is there, once a person has agreed. @returns whether it is */
export async function askForVgg(engine: EngineHost): Promise<boolean> {
  const cacheFolder = defaultCacheFolder();
  if (hasVgg(cacheFolder)) {
    void vscode.window.showInformationMessage(l10n.t('VGG-19 is there already.'));
    return true;
  }
  const [fetch, choose] = [l10n.t('Download'), l10n.t('Use a File…')];
  const detail = l10n.t(
    '{0} from {1}, as Keras publishes it (ImageNet, CC BY 4.0). It is kept in {2}.',
    formatBytes(VGG_ORIGIN.bytes),
    new URL(VGG_ORIGIN.url).host,
    cacheFolder,
  );
  const question = l10n.t('Training judges by VGG-19. Download it?');
  const answer = await vscode.window.showInformationMessage(question, { modal: true, detail }, fetch, choose);
  const from = answer === choose ? await chooseFile() : undefined;
  if (!answer || (answer === choose && !from)) return false;
  await withProgress(l10n.t('Setting up VGG-19'), async (progress, signal) => {
    let told = 0;
    const tell = (done: number, total: number): void => {
      const percent = Math.floor((100 * done) / total);
      if (percent === told) return;
      progress.report({ increment: percent - told, message: `${formatBytes(done)} / ${formatBytes(total)}` });
      told = percent;
    };
    await setUpVgg({ client: engine.client, cacheFolder, from, signal, proxy: proxySetting(), progress: tell });
  });
  void vscode.window.showInformationMessage(l10n.t('VGG-19 is set up.'));
  return true;
}

async function setUpGpu(log: vscode.LogOutputChannel): Promise<void> {
  const machine = await withProgress(l10n.t('Looking at this machine'), (_, signal) => examineMachine(signal));
  for (const line of machineLines(machine)) log.info(line);
  const choices = adviceFor(machine, installedIn(runtimesFolder(), INSTALLABLE), l10n.t);
  const picked = await vscode.window.showQuickPick(choices.map(itemOf), {
    title: l10n.t('What computes, fastest first'),
    placeHolder: gpuNames(machine),
    matchOnDetail: true,
  });
  if (!picked || picked.choice.state === 'missing') return;
  const { provider, state, download = 0 } = picked.choice;
  if (state === 'installable' && isInstallable(provider) && !(await installAsking(provider, download, machine, log)))
    return;
  await vscode.workspace
    .getConfiguration('stylize')
    .update('engine.provider', provider, vscode.ConfigurationTarget.Global);
  void vscode.window.showInformationMessage(l10n.t('The engine computes with {0} from now on.', provider));
}

/** @returns whether it was installed */
async function installAsking(
  provider: Installable,
  download: number,
  machine: Machine,
  log: vscode.LogOutputChannel,
): Promise<boolean> {
  const folder = runtimesFolder();
  const yes = l10n.t('Install');
  const detail = l10n.t('About {0} from {1}, into {2}.', formatBytes(download), ORIGINS[provider], folder);
  const question = l10n.t('Install {0}?', provider);
  if ((await vscode.window.showInformationMessage(question, { modal: true, detail }, yes)) !== yes) return false;
  await withProgress(l10n.t('Installing {0}', provider), (progress, signal) =>
    install(provider, {
      machine,
      runtimesFolder: folder,
      proxy: proxySetting(),
      signal,
      progress: ({ title }, done, total) =>
        progress.report({ message: title, increment: done === 0 ? 0 : 100 / total }),
      log: (text) => log.debug(text.trimEnd()),
    }),
  );
  return true;
}

function itemOf(choice: Choice): vscode.QuickPickItem & { choice: Choice } {
  const marks = { ready: '$(check)', installable: '$(cloud-download)', missing: '$(circle-slash)' };
  const states = { ready: l10n.t('ready'), installable: l10n.t('can be installed'), missing: l10n.t('not yet') };
  const { provider, state, why } = choice;
  return { label: `${marks[state]} ${provider}`, description: states[state], detail: why, choice };
}

function gpuNames({ gpus }: Machine): string {
  return gpus.length > 0 ? gpus.map(({ name }) => name).join(', ') : l10n.t('No GPU was found');
}

async function chooseFile(): Promise<string | undefined> {
  const filters = { HDF5: ['h5', 'hdf5'] };
  const title = 'vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5';
  const [file] = (await vscode.window.showOpenDialog({ title, filters })) ?? [];
  return file?.fsPath;
}

function proxySetting(): string | undefined {
  return vscode.workspace.getConfiguration('http').get<string>('proxy') || undefined;
}
