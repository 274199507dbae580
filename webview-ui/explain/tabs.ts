import { el } from '../dom';

export interface Tab {
  name: string;
  panel: HTMLElement;
  /** It comes into sight, or goes. */
  active(on: boolean): void;
}

export interface Tabs {
  elements: [list: HTMLElement, ...panels: HTMLElement[]];
  /** Puts on or ends what the chosen tab does. */
  resume(on: boolean): void;
  /** Without it nothing can be chosen of it; the first is chosen then. */
  offer(tab: Tab, offered: boolean): void;
}

/** Tabs as the ARIA practices have them: one of them in the order of focus, arrow keys go through those that are there. */
export function createTabs(label: string, tabs: readonly [Tab, ...Tab[]]): Tabs {
  let chosen: Tab = tabs[0];
  let isOn = false;
  const buttons = new Map<Tab, HTMLButtonElement>();
  const choose = (tab: Tab) => {
    if (isOn && chosen !== tab) chosen.active(false);
    const changed = chosen !== tab;
    chosen = tab;
    for (const [other, button] of buttons) {
      button.setAttribute('aria-selected', String(other === tab));
      button.tabIndex = other === tab ? 0 : -1;
      other.panel.hidden = other !== tab;
    }
    if (isOn && changed) tab.active(true);
  };
  for (const [index, tab] of tabs.entries()) {
    const id = `explain-tab-${index}`;
    const button = el('button', { type: 'button', role: 'tab', id, 'aria-controls': `${id}-panel` }, tab.name);
    button.addEventListener('click', () => choose(tab));
    buttons.set(tab, button);
    Object.assign(tab.panel, { id: `${id}-panel` });
    tab.panel.setAttribute('role', 'tabpanel');
    tab.panel.setAttribute('aria-labelledby', id);
    tab.panel.tabIndex = 0;
  }
  const list = el('div', { class: 'tabs', role: 'tablist', 'aria-label': label }, ...buttons.values());
  list.addEventListener('keydown', (event) => {
    const there = tabs.filter((tab) => !buttons.get(tab)!.hidden);
    const at = there.indexOf(chosen);
    const steps: Record<string, number> = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: there.length - 1 };
    const next = steps[event.key];
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const tab = there[(next + there.length) % there.length]!;
    choose(tab);
    buttons.get(tab)!.focus();
  });
  choose(chosen);
  return {
    elements: [list, ...tabs.map(({ panel }) => panel)],
    resume(on) {
      if (isOn === on) return;
      isOn = on;
      chosen.active(on);
    },
    offer(tab, offered) {
      buttons.get(tab)!.hidden = !offered;
      if (!offered && chosen === tab) choose(tabs[0]);
    },
  };
}
