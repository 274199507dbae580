import type { Explained, Told } from '../../src/shared/explainMessages';
import type { PanelPicture } from '../../src/shared/panelMessages';
import type { TuneSettings } from '../../src/shared/tuning';
import { iconButton, setPressed } from '../comparer/controls';
import { el } from '../dom';
import { type Panel, recall, remember } from '../host';
import { t } from '../words';
import { createAdvice } from './advice';
import { createCritic } from './critic';
import { createDistance } from './distance';
import type { Easel } from './easel';
import { createOrigin } from './origin';
import { createRecipe } from './recipe';
import { createStages } from './stages';
import { createTabs } from './tabs';
import { judgeName, percent } from './words';

export interface Explain {
  /** The side panel; hidden while it is closed. */
  element: HTMLElement;
  button: HTMLButtonElement;
  /**
   * Another picture is shown, or the same one painted anew.
   * @param explainable without it there is nothing to explain, and no button for it
   */
  show(picture: PanelPicture & { after?: string | undefined }, explainable: boolean): void;
  /** Something is known of what was asked. */
  explained(part: Explained): void;
  toggle(): void;
  /** Ends explaining, for now. */
  close(): void;
}

/** Name under which is remembered which picture is explained. */
const NAME = 'explain';

/**
 * The side panel that tells why the picture that is shown looks as it does: what is known at once, and the rest as it comes.
 * @param tune opens Tune with these settings changed
 * @param opens called before it opens
 */
export function createExplain(
  panel: Panel,
  easel: Easel,
  tune: (change: Partial<TuneSettings>) => void,
  opens: () => void,
): Explain {
  let picture: PanelPicture | undefined;
  let told: Told = {};
  let id = 0;
  let work: AbortController | undefined;
  /** Whether there is a discriminator, by the picture before as long as it is not known. */
  let hasCritic = false;
  /** What was shown last: it changes when the picture is painted anew. */
  let version: string | undefined;

  const button = iconButton('explain', t('Explain'), 'E', () => toggle());
  setPressed(button, false);
  const summary = el('p', { class: 'summary', role: 'status' });
  const progress = el('progress', { max: '1', 'aria-label': t('Explaining') });
  const cancel = el('button', { type: 'button', class: 'secondary' }, t('Cancel'));
  const again = el('button', { type: 'button', class: 'secondary' }, t('Explain Again'));
  const message = el('p', { class: 'message', role: 'alert' });
  const working = el('div', { class: 'working' }, progress, cancel);

  const close = () => hide();
  const leave = (change: Partial<TuneSettings>) => {
    hide();
    tune(change);
  };
  const act = async (what: 'train' | 'mask' | 'even') => {
    message.textContent = '';
    try {
      await panel.request('explainAct', { ...picture!, act: what });
    } catch (error) {
      message.textContent = (error as Error).message;
    }
  };
  const advice = createAdvice({
    tune: leave,
    act: (what) => void act(what),
    inManifest: () => told.inManifest === true,
  });
  const recipe = createRecipe(panel, easel, (shares) => leave({ shares }));
  const origin = createOrigin(easel);
  const distance = createDistance(easel);
  const stages = createStages(easel);
  const critic = createCritic(easel);
  const parts = [recipe, origin, distance, stages, critic, advice] as const;
  const tabs = createTabs(t('What to tell'), parts);
  const foot = el('p', { class: 'muted' });
  const element = el(
    'aside',
    { class: 'side-panel explain', 'aria-label': t('Explain'), hidden: '' },
    el('h2', {}, t('Explain')),
    el('div', { class: 'head' }, summary, working, again, message),
    ...tabs.elements,
    foot,
  );

  const update = () => {
    const { distance: figures, judge, sizes } = told;
    summary.textContent = figures
      ? t('{0} of the way to the style, {1} of the structure kept.', percent(figures.style), percent(figures.structure))
      : work
        ? t('Looking at the picture…')
        : '';
    working.hidden = !work;
    again.hidden = work !== undefined || told.stages !== undefined;
    foot.textContent =
      judge && sizes
        ? t('Measured by {0} on a copy of {1} × {2} pixels.', judgeName(judge), sizes.maps.width, sizes.maps.height)
        : '';
    if (told.stages) hasCritic = told.discriminator !== undefined;
    tabs.offer(critic, hasCritic);
    for (const part of parts) part.show(told);
  };

  const load = async (of: PanelPicture): Promise<void> => {
    stop();
    const own = new AbortController();
    work = own;
    id++;
    told = {};
    message.textContent = '';
    progress.removeAttribute('value');
    recipe.begin(of);
    update();
    tabs.resume(true);
    try {
      const whole = await panel.request('explain', { ...of, id }, own.signal);
      if (own.signal.aborted) return;
      told = whole;
    } catch (error) {
      if (own.signal.aborted) return;
      message.textContent = (error as Error).message;
    }
    work = undefined;
    if (cancel === document.activeElement) element.focus();
    update();
  };

  function stop(): void {
    work?.abort();
    work = undefined;
  }

  function toggle(): void {
    if (button.hidden) return;
    if (!element.hidden) {
      hide();
      button.focus();
    } else if (picture) open(picture);
  }

  function open(of: PanelPicture): void {
    opens();
    element.hidden = false;
    setPressed(button, true);
    remember(NAME, of);
    void load(of);
  }

  function hide(): void {
    if (element.hidden) return;
    stop();
    tabs.resume(false);
    element.hidden = true;
    setPressed(button, false);
    remember(NAME, undefined);
    void panel.request('explainEnd', {}).catch(() => {});
    void panel.request('tuneEnd', {}).catch(() => {});
  }

  cancel.addEventListener('click', () => {
    stop();
    again.hidden = false;
    again.focus();
    update();
  });
  again.addEventListener('click', () => {
    if (!picture) return;
    void load(picture);
    cancel.focus();
  });
  element.tabIndex = -1;
  element.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    event.preventDefault(); // the picture stays open
    toggle();
  });
  return {
    element,
    button,
    show({ source, output, after }, explainable) {
      button.hidden = !explainable;
      if (!explainable) return hide();
      const isFirst = picture === undefined;
      const isSame = picture?.source === source && picture.output === output && version === after;
      picture = { source, output };
      version = after;
      const left = { ...(recall(NAME) as Partial<PanelPicture>) };
      // after the page was hidden or reloaded
      if (isFirst && left.source === source && left.output === output) open(picture);
      else if (!element.hidden && isSame) {
        tabs.resume(false); // the comparer shows the picture itself again
        tabs.resume(true);
      } else if (!element.hidden) {
        remember(NAME, picture);
        void load(picture);
      }
    },
    explained(part) {
      if (part.id !== id || !work) return;
      if (part.share !== undefined) progress.value = part.share;
      if (!part.told) return;
      told = { ...told, ...part.told };
      update();
    },
    toggle,
    close,
  };
}
