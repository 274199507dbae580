// Loaded into the extension host by NODE_OPTIONS: writes a line for each time span, with how long its thread was blocked at most.
const { appendFileSync } = require('node:fs');
const { monitorEventLoopDelay } = require('node:perf_hooks');

const file = process.env.STYLIZE_LOOP_DELAY;
const SPAN = 50; // milliseconds
const RESOLUTION = 5;

if (file && process.argv.includes('--type=extensionHost')) {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION });
  delay.enable();
  setInterval(() => {
    // it counts from one tick to the next, so a free thread shows the ticks' own distance
    const blocked = Math.max(0, delay.max / 1e6 - RESOLUTION);
    appendFileSync(file, `${Date.now()} ${blocked.toFixed(1)}\n`);
    delay.reset();
  }, SPAN).unref();
}
