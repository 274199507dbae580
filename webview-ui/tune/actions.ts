import { el } from '../dom';
import { t } from '../words';

export interface ActionOptions {
  /** Each gives the words for what it has done. */
  apply(): Promise<string>;
  save(): Promise<string>;
  copy(): Promise<string>;
  revert(): void;
  variants(): void;
  told(text: string, error?: Error): void;
}

export interface Actions {
  element: HTMLElement;
  enable(any: boolean, inManifest: boolean): void;
  /** @param moved whether the settings are others than at the start */
  update(moved: boolean): void;
}

/** What can be done with the settings found. One thing at a time. */
export function createActions({ apply, save, copy, revert, variants, told }: ActionOptions): Actions {
  let [enabled, inManifest, moved, busy] = [false, false, false, false];
  const button = (label: string, className: string, title: string, press: () => void) => {
    const element = el('button', { class: className, type: 'button', title }, label);
    element.addEventListener('click', press);
    return element;
  };
  const perform = (work: () => Promise<string>, doing: string) => async () => {
    busy = true;
    update();
    told(doing);
    try {
      told(await work());
    } catch (error) {
      told('', error as Error);
    } finally {
      busy = false;
      update();
    }
  };
  const variant = button(t('Variants…'), 'secondary', t('Styles by strengths, to choose from'), variants);
  const applies = button(t('Apply'), 'primary', t('Paints the output so, once'), perform(apply, t('Painting…')));
  const saves = button(
    t('Save to Manifest'),
    'secondary',
    t('Makes the manifest say so: it stays unsaved, and Ctrl+Z takes it back'),
    perform(save, t('Saving…')),
  );
  const reverts = button(t('Revert'), 'secondary', t('As it is painted by now'), revert);
  const copies = button(t('Copy Parameters'), 'secondary', t('As a command and as JSON'), perform(copy, t('Copying…')));
  const update = () => {
    // not `disabled`: the focus would be lost while something is going on
    const set = (element: HTMLElement, usable: boolean) => element.setAttribute('aria-disabled', String(!usable));
    for (const element of [variant, copies]) set(element, enabled && !busy);
    set(applies, enabled && !busy && moved);
    set(reverts, enabled && !busy && moved);
    set(saves, enabled && !busy && inManifest);
  };
  const element = el('div', { class: 'actions' }, applies, saves, reverts, copies, variant);
  element.addEventListener(
    'click',
    (event) => {
      if ((event.target as Element).closest('[aria-disabled="true"]')) event.stopPropagation();
    },
    { capture: true },
  );
  update();
  return {
    element,
    enable(any, manifest) {
      enabled = any;
      inManifest = manifest;
      saves.hidden = !manifest && any;
      update();
    },
    update(now) {
      moved = now;
      update();
    },
  };
}
