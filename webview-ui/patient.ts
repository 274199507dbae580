/** Does `work` once things have settled, and at the latest when the page goes: for what changes with every movement. */
export function patient(work: () => void): () => void {
  let timer: number | undefined;
  const act = () => {
    if (timer === undefined) return;
    window.clearTimeout(timer);
    timer = undefined;
    work();
  };
  window.addEventListener('pagehide', act);
  return () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(act, SETTLING);
  };
}

/** Milliseconds. */
const SETTLING = 250;
