import { mkdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { defaultCacheFolder } from '../pipeline/cacheFolder';
import { explain } from '../pipeline/explain';
import { EngineFailure } from '../pipeline/failure';
import { hasVgg, vggIn } from '../pipeline/vgg';
import { BUILTIN_STYLES } from '../shared/builtinStyles';
import { duration } from '../shared/duration';
import { ACTORS, type Explanation, factorsText, recipeText, unlikeText } from '../shared/explanation';
import { explanationPage } from '../shared/explanationPage';
import type { Factors } from '../shared/factors';
import type { StyleReference } from '../shared/protocol';
import { unwritable } from '../shared/unwritable';
import { problemText } from './asset';
import { Console } from './console';
import { STYLES } from './installation';
import { withEngine } from './session';

const EXEMPLARS = BUILTIN_STYLES.map(({ id, file, traits }) => ({ id, path: join(STYLES, file), traits }));

interface ExplainOptions {
  style: StyleReference[];
  strength: number;
  preserveColor: boolean;
  factor?: Factors;
  out?: string;
  provider: string;
  json: boolean;
}

/** `stylize explain`: exit code 0 when it is told, 1 when it can't be, 130 stopped. */
export async function explainCommand(picture: string, options: ExplainOptions): Promise<void> {
  const console = new Console(options.json);
  const source = resolve(picture);
  const { style: references, strength, preserveColor, factor: factors, out } = options;
  const cacheFolder = defaultCacheFolder();
  const vgg = hasVgg(cacheFolder) ? vggIn(cacheFolder) : undefined;
  const fail = (problem: ConstructorParameters<typeof EngineFailure>[0]): void => {
    console.summary(problemText(problem), { summary: true, problem });
    process.exitCode = 1;
  };
  await withEngine(options.provider, console, async (client, signal) => {
    console.start(1);
    try {
      const style = { references, strength, preserveColor, factors };
      const started = performance.now();
      const { explanation, pictures } = await explain(client, { source, style, vgg, exemplars: EXEMPLARS }, signal);
      const milliseconds = performance.now() - started;
      const name = references.map(({ path }) => basename(path)).join(' + ');
      const page = out === undefined ? undefined : join(resolve(out), `${basename(source)}-explained.html`);
      if (page) {
        const model = { source: basename(source), style: name, strength, explanation, pictures };
        try {
          await mkdir(dirname(page), { recursive: true });
          await writeFileAtomic(page, explanationPage(model));
        } catch (error) {
          return fail(unwritable(page, (error as NodeJS.ErrnoException).code));
        }
      }
      const lines = [...textOf(explanation), `explained in ${duration(milliseconds)}${page ? `: ${page}` : ''}`];
      console.summary(lines.join('\n'), { source, strength, page, ...explanation });
    } catch (error) {
      if (!(error instanceof EngineFailure)) throw error;
      if (error.problem.kind !== 'cancelled') fail(error.problem);
    }
  });
}

function textOf(explanation: Omit<Explanation, 'pictures'>): string[] {
  const { recipe, factors, distance, discriminator, stages, advice, judge, notices } = explanation;
  const percent = (share: number) => `${Math.round(100 * share)} %`.padStart(6);
  return [
    `style reached ${percent(distance.style).trim()}, structure kept ${percent(distance.structure).trim()}, by the ${judge}`,
    ...(recipe ? [recipeText(recipe)] : []),
    ...(factors ? [factorsText(factors)] : []),
    ...(discriminator ? [unlikeText(discriminator)] : []),
    'how far          style error, before → now   lost',
    ...distance.layers.map(
      ({ aspect, styleBefore, style, content }) =>
        `  ${aspect.padEnd(15)}${styleBefore.toFixed(3).padStart(8)} → ${style.toFixed(3)}${percent(content).padStart(15)}`,
    ),
    'what did it      style   structure   colour',
    ...stages.actors.map(({ id, shares }) => {
      const { title } = ACTORS.find((actor) => actor.id === id)!;
      return `  ${title.padEnd(20)}${percent(shares.style)}${percent(shares.structure).padStart(10)}${shares.colour.toFixed(1).padStart(9)}`;
    }),
    ...advice.map(({ message, control }) => `→ ${message} (${control})`),
    ...notices,
  ];
}
