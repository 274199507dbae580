import { resolve } from 'node:path';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import product from '../../package.json';
import { applyCommand } from './apply';
import { cleanCommand } from './clean';
import { doctorCommand } from './doctor';
import { initCommand } from './init';
import { runCommand } from './run';
import { parseShard, type Shard } from './selection';
import { parseStyleReference } from './styleReference';
import { stylesCommand } from './styles';
import { watchCommand } from './watch';

const PROVIDERS = ['auto', 'cpu', 'cuda', 'dml', 'coreml', 'webgpu'];

const program = new Command('stylize')
  .description('Paints folders of pictures in one style, and again after every change.')
  .version(product.version)
  .showHelpAfterError('(stylize --help tells more)')
  .configureHelp({ showGlobalOptions: true })
  .exitOverride();

const provider = () => new Option('--provider <name>', 'what computes').choices(PROVIDERS).default('auto');
const strength = (text: string): number => {
  const value = Number(text);
  // an empty text, as an unset variable of the shell gives it, would else be 0
  if (text.trim() === '' || !(value >= 0 && value <= 1)) throw new InvalidArgumentError('It is a number from 0 to 1.');
  return value;
};
const wholeNumber = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It is a whole number from 1 on.');
  return value;
};
const quality = (text: string): number => {
  const value = wholeNumber(text);
  if (value > 100) throw new InvalidArgumentError('It is a whole number from 1 to 100.');
  return value;
};

const shard = (text: string): Shard => {
  const parsed = parseShard(text);
  if (!parsed) throw new InvalidArgumentError('It is a part of a whole, such as 2/3.');
  return parsed;
};

/** Gathers the values of variables by name. */
const variable = (text: string, before: Record<string, string> = {}): Record<string, string> => {
  const [, name, value] = /^([^=]+)=(.*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw new InvalidArgumentError('It is a name and a text: art=assets/art.');
  return { ...before, [name]: value };
};
/** What all commands take that read a manifest. */
const withManifest = (command: Command): Command =>
  command
    .argument('[manifest]', 'the manifest', 'stylize.json')
    .option('--set <name=value>', 'another text for a variable of the manifest; may be given again', variable)
    .option('--allow-outside', "let pictures and results lie outside the manifest's folder", false);

const report = (text: string): string => {
  const [, path] = /^html=(.+)$/.exec(text) ?? [];
  if (!path) throw new InvalidArgumentError('Only html=<file> is known.');
  return resolve(path);
};

const ENDINGS = `
With --json each picture is one line:
  {source, output, style?, status: done|cached|failed|planned, reason?, cached, width, height,
   milliseconds: {decode, network, encode}, notices, problem: {kind, file, cause, remedy}}
What is not known is left out. Paths are absolute in apply; in run they start from the manifest's folder.
What a manifest gets wrong is a line with status and problem (kind: manifest). The last line has summary: true.

Exit codes: 0 done, 1 some pictures failed (with --check also: are not up to date), 2 unusable manifest, 64 wrong use of the command, 130 stopped.`;

const WATCH_ENDINGS = `
With --json each picture that is painted or fails is a line as run has it. {run: begins, toPaint} comes before
those of a run, a summary as run has it after them; {gone: path} says that the manifest or its folder is not there.

Ctrl-C ends it. Exit codes: 1 nothing can be watched, 2 no manifest, 64 wrong use of the command, 130 stopped.`;

program
  .command('apply')
  .description('paint pictures in the style of a reference picture')
  .argument('<inputs...>', 'pictures, folders or patterns such as "art/**/*.png"')
  .requiredOption(
    '-s, --style <picture[:weight]>',
    'reference picture, or builtin:<id>; several are blended by weight',
    (text: string, before: ReturnType<typeof parseStyleReference>[] = []) => [...before, parseStyleReference(text)],
  )
  .option('--strength <0…1>', 'how far to go towards the style', strength, 1)
  .option('--preserve-color', "keep the pictures' own colours", false)
  .option('-o, --out <file or folder>', 'where to write; beside the picture, as <name>-stylized, if left out')
  .option('--quality <1…100>', 'for jpeg, webp, avif and tiff', quality)
  .option('--tile <pixels>', 'side of the largest piece painted at once', wholeNumber)
  .addOption(provider())
  .option('--json', 'one JSON object a line, a summary last', false)
  .addHelpText('after', ENDINGS)
  .action(applyCommand);

withManifest(program.command('run'))
  .description('make all outputs of a manifest true to it')
  .option('--dry-run', 'say what would be done and why, and do nothing', false)
  .option('--check', 'for build servers: exit code 1 when an output is not up to date; changes nothing', false)
  .option(
    '--only <pattern>',
    'pictures by their path from the manifest, such as "art/hero/**"; may be given again',
    (text: string, before: string[] = []) => [...before, text],
  )
  .option('--shard <i/n>', 'one of n parts of the work, the same on every machine: 1/3, 2/3, 3/3', shard)
  .option('-q, --quiet', 'lines for what failed only', false)
  .option('--force', "paint everything again, and replace files that are not Stylize's in the places of results", false)
  .option('--report <html=file>', 'write a before/after page', report)
  .addOption(provider())
  .option('--json', 'one JSON object a line, a summary last', false)
  .addHelpText('after', ENDINGS)
  .action(runCommand);

withManifest(program.command('watch'))
  .description('make all outputs of a manifest true to it, and again after every change')
  .option('--poll', 'look at the files again and again: for network drives, which do not tell of changes', false)
  .addOption(provider())
  .option('--json', 'one JSON object a line, a summary after each run', false)
  .addHelpText('after', WATCH_ENDINGS)
  .action(watchCommand);

withManifest(program.command('clean'))
  .description('remove outputs that no rule plans any more, where they are as Stylize left them')
  .option('--dry-run', 'list them, and do nothing', false)
  .option('--json', 'one JSON object a line, a summary last', false)
  .action(cleanCommand);

program
  .command('init')
  .description('write a first manifest that suits the pictures of a folder')
  .argument('[folder]', 'where the pictures are', '.')
  .action(initCommand);

program
  .command('styles')
  .description('list the built-in styles')
  .option('--json', 'one JSON object a line, a summary last', false)
  .action(stylesCommand);

program
  .command('doctor')
  .description('say what this machine has and whether the engine works on it')
  .addOption(provider())
  .option('--json', 'one JSON object', false)
  .action(doctorCommand);

// whoever reads may have read enough, as `head` does; the work goes on
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });

program.parseAsync().catch((error: Error) => {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode && 64; // commander has said what is wrong; asking for help is not
    return;
  }
  console.error(`stylize: ${error.message}`);
  process.exitCode = 1;
});
