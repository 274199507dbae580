import type { PanelPicture } from '../../src/shared/panelMessages';
import { type TuneSettings, type TuneStyle, tuneSettingsSchema } from '../../src/shared/tuning';
import { iconButton, setPressed } from '../comparer/controls';
import { el } from '../dom';
import { type Panel, recall, remember } from '../host';
import { patient } from '../patient';
import { t } from '../words';
import { createActions } from './actions';
import { createRange } from './range';
import { createScheduler } from './scheduler';
import { createStyleChoice, type StyleChoice } from './styleChoice';
import { createVariants } from './variants';

export interface Tune {
  /** The side panel; hidden while it is closed. */
  element: HTMLElement;
  button: HTMLButtonElement;
  /**
   * Another picture is shown, or the same one painted anew.
   * @param tunable without it there is nothing to tune, and no button for it
   */
  show(picture: PanelPicture, tunable: boolean): void;
  toggle(): void;
  /** Opens with these settings changed, and paints them. */
  open(change: Partial<TuneSettings>): void;
  /** Ends tuning, for now. */
  close(): void;
}

/** Name under which is remembered what is being tuned, and how. */
const NAME = 'tune';
/** Milliseconds after the last move until the whole picture is painted. */
const REST = 400;

/**
 * The side panel in which the picture that is shown is tuned: each move of a control gives a preview.
 * @param preview shows a picture in place of the one after; undefined, that one again
 * @param opens called before it opens
 */
export function createTune(panel: Panel, preview: (uri: string | undefined) => void, opens: () => void): Tune {
  let picture: PanelPicture | undefined;
  let loaded: { picture: PanelPicture; styles: TuneStyle[]; start: TuneSettings; inManifest: boolean } | undefined;
  let settings: TuneSettings | undefined;
  let shown: string | undefined;
  let choice: StyleChoice | undefined;
  let loading = new AbortController();

  const status = el('p', { class: 'status-line', role: 'status' });
  const message = el('p', { class: 'message', role: 'alert' });
  const tell = (text: string, error?: Error) => {
    status.textContent = text;
    message.textContent = error?.message ?? '';
  };
  const button = iconButton('tune', t('Tune'), 'U', () => toggle());
  setPressed(button, false);

  const keep = patient(() => remember(NAME, element.hidden ? undefined : { ...picture, settings }));
  const asked = (of: TuneSettings) => ({ ...loaded!.picture, settings: of });
  const scheduler = createScheduler<TuneSettings, { uri: string }>({
    quick: (of, signal) => panel.request('tuneQuick', asked(of), signal),
    full: (of, signal) => panel.request('tuneFull', asked(of), signal),
    show({ uri }, kind) {
      shown = uri;
      preview(uri);
      tell(kind === 'quick' ? t('Quick preview') : t('Full preview'));
    },
    failed: (error) => tell('', error),
    rest: REST,
  });
  const move = (change: Partial<TuneSettings>) => {
    if (!settings) return;
    settings = { ...settings, ...change };
    keep();
    scheduler.move(settings);
    actions.update(true);
  };
  const revert = () => {
    if (!loaded) return;
    scheduler.stop();
    shown = undefined;
    preview(undefined);
    set(loaded.start);
    keep();
    tell(t('As it is painted'));
    actions.update(false);
  };
  const percent = (value: number) => `${value} %`;
  const strength = createRange(t('Strength'), { min: 0, max: 100, step: 1 }, percent, (value) =>
    move({ strength: value / 100 }),
  );
  const strokes = createRange(
    t('Stroke size'),
    { min: 0.5, max: 2, step: 0.05 },
    (value) => `${value}×`,
    (value) => move({ strokeScale: value }),
  );
  const colours = el('input', { type: 'checkbox' });
  colours.addEventListener('change', () => move({ preserveColor: colours.checked }));
  const styles = el('div', {});
  const variants = createVariants(
    async (of, signal) => (await panel.request('tuneQuick', asked(of), signal)).uri,
    (chosen) => {
      set(chosen);
      move(chosen);
    },
  );
  const actions = createActions({
    async apply() {
      const of = settings!;
      scheduler.stop();
      shown = undefined; // the picture painted anew takes its place
      await panel.request('tuneApply', asked(of));
      loaded = { ...loaded!, start: of };
      actions.update(settings !== of);
      return loaded.inManifest
        ? t('Applied. The next run makes the picture true to the manifest again.')
        : t('Applied.');
    },
    async save() {
      await panel.request('tuneSave', asked(settings!));
      return t('The manifest is changed, and not saved yet.');
    },
    async copy() {
      await panel.request('tuneCopy', asked(settings!));
      return t('Copied, as a command and as JSON.');
    },
    revert,
    variants: () => variants.open(loaded!.styles, settings!),
    told: tell,
  });
  const controls = el(
    'div',
    { class: 'controls' },
    strength.element,
    strokes.element,
    el('label', { class: 'check' }, colours, t("Keep the picture's own colours")),
    styles,
  );
  const element = el(
    'aside',
    { class: 'side-panel tune', 'aria-label': t('Tune'), hidden: '' },
    el('h2', {}, t('Tune')),
    controls,
    el('div', { class: 'foot' }, status, message, actions.element),
    variants.element,
  );

  function set(next: TuneSettings): void {
    settings = next;
    strength.set(Math.round(next.strength * 100));
    strokes.set(next.strokeScale);
    colours.checked = next.preserveColor;
    choice?.set(next.shares);
  }

  /** @param before as it was left, or what of the start is to be changed */
  async function load(of: PanelPicture, before?: Partial<TuneSettings>): Promise<void> {
    loading.abort();
    loading = new AbortController();
    const { signal } = loading;
    scheduler.stop();
    loaded = undefined;
    settings = undefined;
    shown = undefined;
    controls.inert = true;
    actions.enable(false, false);
    tell(t('Getting ready…'));
    try {
      const { source, output } = of;
      const tuning = await panel.request('tuning', { source, output }, signal);
      if (signal.aborted) return;
      loaded = { ...tuning, picture: { source, output } };
      choice = createStyleChoice(tuning.styles, (shares) => {
        if (settings) delete settings.factors; // those of another style
        move({ shares });
      });
      styles.replaceChildren(choice.element);
      set(tuning.start);
      controls.inert = false;
      actions.enable(true, tuning.inManifest);
      actions.update(false);
      tell(t('As it is painted'));
      if (element.contains(document.activeElement) || document.activeElement === button) strength.input.focus();
      // so that the first move finds the picture decoded
      if (before) {
        const changed = { ...tuning.start, ...before };
        if (before.shares) delete changed.factors; // those of another style
        set(changed);
        move(changed);
      } else void panel.request('tuneQuick', asked(tuning.start), signal).catch(() => {});
    } catch (error) {
      if (!signal.aborted) tell('', error as Error);
    }
  }

  function toggle(): void {
    if (button.hidden) return;
    if (element.hidden) open();
    else {
      hide();
      button.focus();
    }
  }

  function open(change?: Partial<TuneSettings>): void {
    if (!picture) return;
    opens();
    element.hidden = false;
    setPressed(button, true);
    keep();
    button.focus();
    void load(picture, change && Object.keys(change).length > 0 ? change : undefined);
  }

  /** After the page was hidden or reloaded: as it was left, if it is the same picture. */
  function resume(now: PanelPicture): boolean {
    const left = { ...(recall(NAME) as Partial<PanelPicture> & { settings?: unknown }) };
    if (left.source !== now.source || left.output !== now.output) return false;
    const read = tuneSettingsSchema.safeParse(left.settings);
    element.hidden = false;
    setPressed(button, true);
    void load(now, read.success ? read.data : undefined);
    return true;
  }

  function hide(): void {
    if (element.hidden) return;
    close();
    element.hidden = true;
    setPressed(button, false);
    keep();
  }

  function close(): void {
    loading.abort();
    scheduler.stop();
    variants.element.close();
    if (shown !== undefined) preview(undefined);
    shown = undefined;
    void panel.request('tuneEnd', {}).catch(() => {});
  }

  element.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || variants.element.open) return;
    event.preventDefault(); // the picture stays open
    toggle();
  });
  return {
    element,
    button,
    show(next, tunable) {
      button.hidden = !tunable;
      if (!tunable) return hide();
      const isFirst = picture === undefined;
      const { source, output } = next;
      const isSame = picture?.source === source && picture.output === output;
      picture = { source, output };
      if (isFirst && resume(picture)) return;
      if (element.hidden) return;
      if (!isSame) void load(next);
      else if (shown !== undefined) preview(shown);
    },
    toggle,
    open,
    close: hide,
  };
}
