import { el } from '../dom';
import { recall, remember } from '../host';
import { patient } from '../patient';
import { t } from '../words';

export interface NoteDialog {
  element: HTMLDialogElement;
  /** Asks for a note. What was being written on this picture when the window was reloaded is there again. */
  open(path: string, note: string, save: (note: string) => void): void;
}

/** Name under which a note is remembered while it is being written. */
const DRAFT = 'note';

/** Where a note on a picture is written. Ctrl+Enter saves it, Escape leaves it as it was. */
export function createNoteDialog(): NoteDialog {
  const heading = el('h2', { id: 'note-heading' });
  const text = el('textarea', { rows: '5', 'aria-labelledby': 'note-heading', spellcheck: 'true' });
  const save = el('button', { class: 'primary', type: 'submit' }, t('Save Note'));
  const cancel = el('button', { class: 'secondary', type: 'button' }, t('Cancel'));
  const form = el('form', { method: 'dialog' }, heading, text, el('div', { class: 'actions' }, save, cancel));
  const element = el('dialog', { class: 'note-dialog', 'aria-labelledby': 'note-heading' }, form);
  let about = '';
  let keep: (note: string) => void = () => {};
  const draft = patient(() => element.open && remember(DRAFT, { about, text: text.value }));
  text.addEventListener('input', draft);
  element.addEventListener('close', () => remember(DRAFT, undefined));
  cancel.addEventListener('click', () => element.close());
  // not by the dialog's own way, which a sandboxed page may not have
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    element.close();
    keep(text.value);
  });
  text.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    form.requestSubmit();
  });
  return {
    element,
    open(path, note, work) {
      about = path;
      keep = work;
      heading.textContent = t('Note on {0}', path);
      text.value = draftOn(path) ?? note;
      element.showModal();
      text.focus();
    },
  };
}

function draftOn(path: string): string | undefined {
  const { about, text } = { ...(recall(DRAFT) as { about?: unknown; text?: unknown } | undefined) };
  return about === path && typeof text === 'string' ? text : undefined;
}
