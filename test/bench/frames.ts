import type { Frame, JSHandle } from 'playwright-core';

/** Frames a second of the display that is drawn for; more are not to be had. */
const DISPLAY = 60;

interface Frames {
  /** A second, in which something new came to the display. */
  drawn: number;
  /** A second, in which the page's script had its turn. */
  turns: number;
  /** Milliseconds that one in twenty turns exceeds. */
  slow: number;
}

/** Counts frames while something moves with each of them. @param step what moves it, in the frame's page */
export async function countFrames(frame: Frame, step: JSHandle<() => void>, seconds: number): Promise<Frames> {
  const page = frame.page();
  const browser = page.context().browser()!;
  await browser.startTracing(page, { categories: ['viz'] });
  const turns = await move(frame, step, seconds);
  const { traceEvents } = JSON.parse(String(await browser.stopTracing())) as { traceEvents: TraceEvent[] };
  return { ...turns, drawn: drawnOf(traceEvents) };
}

export function describeFrames({ turns, drawn, slow }: Frames): string {
  const share = (drawn / DISPLAY).toFixed(2);
  return (
    `${drawn.toFixed(0)} frames a second drawn, ${share} of the display's ${DISPLAY}; ` +
    `${turns.toFixed(0)} turns of the page's script, one in twenty longer than ${slow.toFixed(0)} ms`
  );
}

interface TraceEvent {
  name: string;
  ph: string;
  /** Microseconds. */
  ts: number;
}

/** Of the display's compositor, between the first frame and the last. */
function drawnOf(events: TraceEvent[]): number {
  const times = events.filter(({ name, ph }) => name === 'Display::DrawAndSwap' && ph !== 'E').map(({ ts }) => ts);
  const [first, last] = [Math.min(...times), Math.max(...times)];
  return times.length > 1 ? (1e6 * (times.length - 1)) / (last - first) : 0;
}

function move(frame: Frame, step: JSHandle<() => void>, seconds: number): Promise<Omit<Frames, 'drawn'>> {
  return frame.evaluate(
    async ({ step, seconds }) => {
      const times: number[] = [];
      const next = () => new Promise<number>((done) => requestAnimationFrame(done));
      let last = await next();
      for (const end = last + 1000 * seconds; last < end; ) {
        step();
        const now = await next();
        times.push(now - last);
        last = now;
      }
      times.sort((a, b) => a - b);
      const whole = times.reduce((sum, time) => sum + time, 0);
      return { turns: (1000 * times.length) / whole, slow: times[Math.floor(0.95 * (times.length - 1))]! };
    },
    { step, seconds },
  );
}
