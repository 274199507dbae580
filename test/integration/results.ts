/** What the suite in the extension host writes down after each test: its exit code says nothing when the host dies. */
export interface SuiteResults {
  tests: TestResult[];
  /** The test that was begun last, until it ends. */
  running?: string | undefined;
  done: boolean;
}

export interface TestResult {
  title: string;
  state: 'passed' | 'failed' | 'pending';
  error?: string;
}

/** Environment variable that names the file for it. */
export const RESULTS_FILE = 'STYLIZE_TEST_RESULTS';
