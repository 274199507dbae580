import { runtimesFolder } from '../pipeline/cacheFolder';
import { EngineFailure } from '../pipeline/failure';
import { examineMachine } from '../pipeline/gpu/examineMachine';
import { install, installedIn, stepsFor } from '../pipeline/gpu/install';
import { adviceFor, type Choice, INSTALLABLE, type Installable, isInstallable } from '../shared/gpu/advice';
import { adviceLines, installationLine, machineLines } from '../shared/gpu/lines';
import { problemText } from './asset';
import { consent } from './consent';
import { Console } from './console';

interface SetupGpuOptions {
  dryRun: boolean;
  yes: boolean;
  json: boolean;
}

/**
 * `stylize setup-gpu [provider]`: says what the machine has and what would be fastest, and installs that, or what is named.
 * Exit code 0 when there is nothing (more) to install, 1 when something was not.
 */
export async function setupGpuCommand(named: Installable | undefined, options: SetupGpuOptions): Promise<void> {
  const console = new Console(options.json);
  const folder = runtimesFolder();
  const machine = await examineMachine();
  const choices = adviceFor(machine, installedIn(folder, INSTALLABLE));
  const chosen = named ?? recommended(choices);
  const steps = chosen && stepsFor(chosen, machine, process.execPath);
  const report = { machine, choices, folder, chosen, steps };
  const said = [...machineLines(machine), '', ...adviceLines(choices)];
  if (!chosen || !steps || options.dryRun) {
    const commands = steps?.map(({ title, command, args }) => `  ${title}: ${[command, ...args].join(' ')}`) ?? [];
    const plan = chosen
      ? ['', `${chosen} would be installed by, in ${folder}:`, ...commands]
      : ['', 'There is nothing to install.'];
    return console.summary([...said, ...plan].join('\n'), { ...report, installed: false });
  }
  if (!options.json) console.note(`${said.join('\n')}\n`);
  const question = installationLine(chosen, choices, folder);
  if (!(await consent(`${question} Go on?`, options.yes))) {
    console.summary(`${question}\nNothing was installed: say --yes.`, { ...report, installed: false });
    process.exitCode = 1;
    return;
  }
  const interrupted = new AbortController();
  const interrupt = (): void => interrupted.abort();
  process.once('SIGINT', interrupt);
  try {
    const where = await install(chosen, {
      machine,
      runtimesFolder: folder,
      signal: interrupted.signal,
      progress: ({ title }, done, total) => console.note(`${done + 1}/${total} ${title}…`),
    });
    console.summary(`${chosen} is installed in ${where}. Use it by --provider ${chosen}.`, {
      ...report,
      installed: true,
    });
  } catch (error) {
    if (!(error instanceof EngineFailure)) throw error;
    console.summary(problemText(error.problem), { ...report, installed: false, problem: error.problem });
    process.exitCode = error.problem.kind === 'cancelled' ? 130 : 1;
  } finally {
    process.off('SIGINT', interrupt);
  }
}

/** The fastest, if it is not there yet. */
function recommended(choices: readonly Choice[]): Installable | undefined {
  const best = choices.find(({ state }) => state !== 'missing');
  return best?.state === 'installable' && isInstallable(best.provider) ? best.provider : undefined;
}
