/** Lets only those calls through whose state is another than the last one's: what is written to a page has its price. */
export function onlyChanges<State>(write: (state: State) => void): (state: State) => void {
  let last: string | undefined;
  return (state) => {
    const now = JSON.stringify(state);
    if (now === last) return;
    last = now;
    write(state);
  };
}
