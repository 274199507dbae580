import { Argument, Command, Option } from 'commander';
import product from '../../package.json';
import { LEAST_STRUCTURE } from '../pipeline/evenStrength';
import { SHELLS, type Shell } from '../shared/completion';
import { INSTALLABLE } from '../shared/gpu/advice';
import {
  addCacheOptions,
  addManifestOptions,
  cacheFolder,
  cacheLimit,
  collect,
  concurrency,
  factor,
  json,
  jsonLines,
  listOnly,
  minutes,
  packName,
  provider,
  quality,
  reportTarget,
  shard,
  strength,
  strokeScale,
  wholeNumber,
} from './options';
import { parseStyleReference } from './styleReference';
import { treatmentOptions } from './treatment';

/** The command line: its commands, arguments and options. Parsing runs them; it throws CommanderError for wrong use. */
export function createProgram(): Command {
  const program = new Command('stylize')
    .description('Paints folders of pictures in one style, and again after every change.')
    .version(product.version)
    .showHelpAfterError('(stylize --help tells more)')
    .configureHelp({ showGlobalOptions: true })
    .exitOverride();

  const apply = program
    .command('apply')
    .description('paint pictures in the style of a reference picture')
    .argument('<inputs...>', 'pictures, folders or patterns such as "art/**/*.png"')
    .requiredOption(
      '-s, --style <picture[:weight]>',
      'reference picture, or builtin:<id>; several are blended by weight',
      collect(parseStyleReference),
    )
    .option('--strength <0…1>', 'how far to go towards the style', strength, 1)
    .option('--preserve-color', "keep the pictures' own colours", false)
    .option('--stroke-scale <0.5…2>', 'how large the brush work is', strokeScale, 1)
    .addOption(factor());
  for (const option of treatmentOptions()) apply.addOption(option);
  apply
    .option('-o, --out <file or folder>', 'where to write; beside the picture, as <name>-stylized, if left out')
    .option('--quality <1…100>', 'for jpeg, webp, avif and tiff', quality)
    .option('--tile <pixels>', 'side of the largest piece painted at once', wholeNumber)
    .addOption(provider())
    .addOption(jsonLines('a summary last'))
    .addHelpText('after', ENDINGS)
    .action(later(async () => (await import('./apply')).applyCommand));

  program
    .command('explain')
    .description(
      'say why a picture looks as it does in a style: what did it, how far it went, where from, and what to do',
    )
    .argument('<picture>', 'the picture')
    .requiredOption(
      '-s, --style <picture[:weight]>',
      'reference picture, or builtin:<id>; several are blended by weight',
      collect(parseStyleReference),
    )
    .option('--strength <0…1>', 'how far to go towards the style', strength, 1)
    .option('--preserve-color', "keep the picture's own colours", false)
    .addOption(factor())
    .option('-o, --out <folder>', 'where to write one page with pictures and charts')
    .addOption(provider())
    .addOption(json())
    .action(later(async () => (await import('./explain')).explainCommand));

  program
    .command('strength')
    .description('find for each picture the strength at which all reach the style equally far')
    .argument('<inputs...>', 'pictures, folders or patterns such as "art/**/*.png"')
    .requiredOption(
      '-s, --style <picture[:weight]>',
      'reference picture, or builtin:<id>; several are blended by weight',
      collect(parseStyleReference),
    )
    .option(
      '--reach <0…1>',
      "how much of the way to the style; the pictures' median at --like, or what nine in ten reach, if left out",
      strength,
    )
    .option('--like <0…1>', 'a strength to compare with', strength, 0.7)
    .option('--structure <0…1>', 'how much of the structure has to stay at least', strength, LEAST_STRUCTURE)
    .option('--preserve-color', "keep the pictures' own colours", false)
    .addOption(factor())
    .addOption(provider())
    .addOption(jsonLines('a summary last'))
    .action(later(async () => (await import('./strength')).strengthCommand));

  program
    .command('train')
    .description(
      'train a style pack from reference pictures: a style of its own, nearer to them than the base model comes',
    )
    .argument('<references...>', 'pictures in the style, folders or patterns')
    .requiredOption('--name <name>', 'of the style, and of its file', packName)
    .option(
      '--content <pictures>',
      "pictures such as will be painted; the manifest's, or the samples', if left out; may be given again",
      collect(String),
    )
    .option('--minutes <n>', 'how long at most', minutes, 10)
    .option('--steps <n>', 'how many steps at most', wholeNumber)
    .option('--seed <n>', 'the same seed and steps give the same pack', wholeNumber, 1)
    .option('--license <text>', "the references' licence, for the pack's card")
    .option('-o, --out <file>', 'where to write the pack; <name>.stylepack if left out')
    .option('--resume', 'go on from the last checkpoint of the same training', false)
    .addOption(provider())
    .addOption(jsonLines('a summary last'))
    .action(later(async () => (await import('./train')).trainCommand));

  program
    .command('export')
    .description('export a style pack for other engines: one ONNX file, picture in, picture out')
    .argument('<pack>', 'a .stylepack')
    .requiredOption('--onnx <file>', 'where to write it')
    .addOption(json())
    .action(later(async () => (await import('./export')).exportCommand));

  addCacheOptions(addManifestOptions(program.command('run')))
    .description('make all outputs of a manifest true to it')
    .option('--dry-run', 'say what would be done and why, and do nothing', false)
    .option('--check', 'for build servers: exit code 1 when an output is not up to date; changes nothing', false)
    .option(
      '--only <pattern>',
      'pictures by their path from the manifest, such as "art/hero/**"; may be given again',
      collect(String),
    )
    .option('--shard <i/n>', 'one of n parts of the work, the same on every machine: 1/3, 2/3, 3/3', shard)
    .option('-q, --quiet', 'lines for what failed only', false)
    .option(
      '--force',
      "paint everything again, and replace files that are not Stylize's in the places of results",
      false,
    )
    .option(
      '--report <form=file>',
      'write a report: html=page.html before and after, junit=tests.xml for build servers, json=run.json; may be given again',
      collect(reportTarget),
    )
    .addOption(concurrency())
    .addOption(provider())
    .addOption(jsonLines('a summary last'))
    .addHelpText('after', ENDINGS)
    .action(later(async () => (await import('./run')).runCommand));

  addCacheOptions(addManifestOptions(program.command('watch')))
    .description('make all outputs of a manifest true to it, and again after every change')
    .addOption(concurrency())
    .option('--poll', 'look at the files again and again: for network drives, which do not tell of changes', false)
    .addOption(provider())
    .addOption(jsonLines('a summary after each run'))
    .addHelpText('after', WATCH_ENDINGS)
    .action(later(async () => (await import('./watch')).watchCommand));

  addManifestOptions(program.command('clean'))
    .description('remove outputs that no rule plans any more, where they are as Stylize left them')
    .addOption(listOnly())
    .addOption(jsonLines('a summary last'))
    .action(later(async () => (await import('./clean')).cleanCommand));

  addManifestOptions(program.command('lint'))
    .description('check results for fringes, seams, odd tones and sizes, and styles for their licences')
    .option(
      '--only <pattern>',
      'pictures by their path from the manifest, such as "art/hero/**"; may be given again',
      collect(String),
    )
    .option('--strict', 'exit code 1 when anything is found', false)
    .addOption(provider())
    .addOption(jsonLines('a summary last'))
    .addHelpText('after', LINT_ENDINGS)
    .action(later(async () => (await import('./lint')).lintCommand));

  addManifestOptions(program.command('ledger'))
    .description('list every result with its source, style, references, licences, parameters and hash')
    .addOption(new Option('--csv', 'for spreadsheets').default(false).conflicts(['json', 'md']))
    .addOption(new Option('--json', 'as one JSON object').default(false).conflicts(['csv', 'md']))
    .addOption(new Option('--md', 'as a table for people, as without any of these').default(false))
    .option('-o, --out <file>', 'write it to a file; its extension csv, json or md names the form')
    .action(later(async () => (await import('./ledger')).ledgerCommand));

  program
    .command('undo')
    .description('bring back what the last run, or clean, replaced or removed, and remove what it newly made')
    .argument('[manifest]', 'the manifest', 'stylize.json')
    .option(
      '--only <pattern>',
      'outputs or pictures by their path from the manifest; may be given again',
      collect(String),
    )
    .addOption(listOnly())
    .addOption(jsonLines('a summary last'))
    .action(later(async () => (await import('./undo')).undoCommand));

  program
    .command('init')
    .description('write a first manifest that suits the pictures of a folder')
    .argument('[folder]', 'where the pictures are', '.')
    .action(later(async () => (await import('./init')).initCommand));

  program
    .command('styles')
    .description('list the built-in styles')
    .addOption(jsonLines('a summary last'))
    .action(later(async () => (await import('./styles')).stylesCommand));

  program
    .command('doctor')
    .description('say what this machine has and whether the engine works on it')
    .addOption(provider())
    .addOption(json())
    .addOption(cacheFolder())
    .action(later(async () => (await import('./doctor')).doctorCommand));

  program
    .command('setup-gpu')
    .description('say what this machine has and what would compute fastest, and install it, after asking')
    .addArgument(new Argument('[provider]', 'what to install; the fastest, if left out').choices(INSTALLABLE))
    .option('--dry-run', 'say what would be done, and do nothing', false)
    .option('-y, --yes', 'install without asking', false)
    .addOption(json())
    .action(later(async () => (await import('./setupGpu')).setupGpuCommand));

  program
    .command('setup-vgg')
    .description('put VGG-19, by which training judges, into the cache: downloaded once, after asking')
    .option('--from <file.h5>', "Keras's file vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5, where you have it")
    .option('--url <address>', 'another place that has the same file')
    .option('-y, --yes', 'download without asking', false)
    .addOption(json())
    .action(later(async () => (await import('./setupVgg')).setupVggCommand));

  const cache = program.command('cache').description('what is kept of outputs, so that none is painted twice');
  cache
    .command('info')
    .description('say where it is and what it takes')
    .addOption(cacheFolder())
    .addOption(json())
    .action(later(async () => (await import('./cache')).cacheInfoCommand));
  cache
    .command('prune')
    .description('remove what was not used for longest, down to the limit')
    .addOption(cacheFolder())
    .addOption(cacheLimit())
    .addOption(json())
    .action(later(async () => (await import('./cache')).cachePruneCommand));
  cache
    .command('clear')
    .description('remove all of it')
    .addOption(cacheFolder())
    .addOption(json())
    .action(later(async () => (await import('./cache')).cacheClearCommand));

  program
    .command('completion')
    .description('print a script with which a shell completes this command line')
    .addArgument(new Argument('<shell>').choices(SHELLS))
    .addHelpText('after', COMPLETION_ENDINGS)
    .action(async (shell: Shell) => (await import('./completion')).completionCommand(shell, program));
  return program;
}

/** A command that is loaded once it is called: of twenty, one is. */
function later<A extends unknown[]>(load: () => Promise<(...args: A) => unknown>): (...args: A) => Promise<void> {
  return async (...args) => {
    await (await load())(...args);
  };
}

const ENDINGS = `
With --json each picture is one line:
  {source, output, style?, status: done|cached|failed|planned, reason?, cached, fromCache?, width, height,
   milliseconds: {decode, network, encode}, notices, forecast?: {milliseconds, bytes}, problem: {kind, file, cause, remedy}}
What is not known is left out. Paths are absolute in apply; in run they start from the manifest's folder.
What a manifest gets wrong is a line with status and problem (kind: manifest). The last line has summary: true.

Exit codes: 0 done, 1 some pictures failed (with --check also: are not up to date), 2 unusable manifest, 64 wrong use of the command, 130 stopped.`;

const LINT_ENDINGS = `
With --json each finding is one line:
  {check, severity: warning|info, file, source?, style, figure?, limit?, message, remedy, path}
Paths start from the manifest's folder; path is the place in the manifest. The last line has summary: true.

Exit codes: 0 done, 1 something was found (with --strict only), 2 unusable manifest, 64 wrong use of the command, 130 stopped.`;

const WATCH_ENDINGS = `
With --json each picture that is painted or fails is a line as run has it. {run: begins, toPaint} comes before
those of a run, a summary as run has it after them; {gone: path} says that the manifest or its folder is not there.

Ctrl-C ends it. Exit codes: 1 nothing can be watched, 2 no manifest, 64 wrong use of the command, 130 stopped.`;

const COMPLETION_ENDINGS = `
To load it:
  bash         source <(stylize completion bash)          in ~/.bashrc
  zsh          source <(stylize completion zsh)           in ~/.zshrc
  fish         stylize completion fish | source           in ~/.config/fish/config.fish
  powershell   stylize completion powershell | Out-String | Invoke-Expression   in $PROFILE`;
