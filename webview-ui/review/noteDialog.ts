import { el } from '../dom';
import { t } from '../words';

export interface NoteDialog {
  element: HTMLDialogElement;
  /** Asks for a note. */
  open(path: string, note: string, save: (note: string) => void): void;
}

/** Where a note on a picture is written. Ctrl+Enter saves it, Escape leaves it as it was. */
export function createNoteDialog(): NoteDialog {
  const heading = el('h2', { id: 'note-heading' });
  const text = el('textarea', { rows: '5', 'aria-labelledby': 'note-heading', spellcheck: 'true' });
  const save = el('button', { class: 'primary', type: 'submit' }, t('Save Note'));
  const cancel = el('button', { class: 'secondary', type: 'button' }, t('Cancel'));
  const form = el('form', { method: 'dialog' }, heading, text, el('div', { class: 'actions' }, save, cancel));
  const element = el('dialog', { class: 'note-dialog', 'aria-labelledby': 'note-heading' }, form);
  let keep: (note: string) => void = () => {};
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
      keep = work;
      heading.textContent = t('Note on {0}', path);
      text.value = note;
      element.showModal();
      text.focus();
    },
  };
}
