/** Only in a panel of VS Code, and to be called once only. */
declare const acquireVsCodeApi: (() => { getState(): unknown; setState(state: unknown): void }) | undefined;

const host = typeof acquireVsCodeApi === 'function' ? acquireVsCodeApi() : undefined;

/** What was remembered under the name while this panel is there; undefined in a page without VS Code. */
export function recall(name: string): unknown {
  return everything()[name];
}

export function remember(name: string, value: unknown): void {
  host?.setState({ ...everything(), [name]: value });
}

function everything(): Record<string, unknown> {
  const state = host?.getState();
  return typeof state === 'object' && state !== null ? { ...state } : {};
}
