export interface Throttled {
  (): void;
  dispose(): void;
}

/** Does the work at once, and then at most once in each time span, as long as it is asked for; the last call always counts. */
export function throttled(work: () => void, milliseconds: number): Throttled {
  let timer: NodeJS.Timeout | undefined;
  let again = false;
  const call = (): void => {
    if (timer) {
      again = true;
      return;
    }
    again = false;
    timer = setTimeout(() => {
      timer = undefined;
      if (again) call();
    }, milliseconds);
    work();
  };
  return Object.assign(call, {
    dispose: () => {
      clearTimeout(timer);
      timer = undefined;
      again = false;
    },
  });
}
