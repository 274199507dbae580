/** Tells when nothing has been going on for a while. */
export class IdleTimer {
  private busy = 0;
  private timer: NodeJS.Timeout | undefined;

  /** @param after milliseconds of idleness until `onIdle`, asked for anew each time; 0 stands for never */
  constructor(
    private readonly after: () => number,
    private readonly onIdle: () => void,
  ) {}

  /** Something begins; it counts as going on until the function that is returned is called. */
  begin(): () => void {
    this.busy++;
    clearTimeout(this.timer);
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      if (--this.busy === 0) this.wait();
    };
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.busy = Number.POSITIVE_INFINITY; // what still ends must not start the clock again
  }

  private wait(): void {
    const milliseconds = this.after();
    if (milliseconds <= 0) return;
    this.timer = setTimeout(this.onIdle, milliseconds);
    this.timer.unref(); // nothing stays awake for it
  }
}
