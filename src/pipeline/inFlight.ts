/** Work that goes on side by side, so many at a time. */
export class InFlight {
  private readonly running = new Set<Task>();

  /** @param most 1 or more */
  constructor(private readonly most: number) {}

  /** Whether there is room for one more. */
  get hasRoom(): boolean {
    return this.running.size < this.most;
  }

  /** Resolves once there is. */
  async room(): Promise<void> {
    while (!this.hasRoom) await Promise.race([...this.running].map(({ ended }) => ended));
  }

  /** Resolves once nothing goes on. */
  async idle(): Promise<void> {
    while (this.running.size > 0) await Promise.all([...this.running].map(({ ended }) => ended));
  }

  /** Begins work, which must not reject; it is told whether anything else went on beside it, up to when it asks. */
  begin(work: (hadCompany: () => boolean) => Promise<void>): void {
    const task: Task = { hadCompany: this.running.size > 0, ended: Promise.resolve() };
    for (const other of this.running) other.hadCompany = true;
    this.running.add(task);
    task.ended = work(() => task.hadCompany).finally(() => this.running.delete(task));
  }
}

interface Task {
  hadCompany: boolean;
  ended: Promise<void>;
}
