// Loaded into the extension host by NODE_OPTIONS: writes how much its thread worked in one go, where that was more than a moment.
// The work is counted in the processor's time, so that other processes on a busy machine do not count.
const { appendFileSync, readFileSync } = require('node:fs');

const file = process.env.STYLIZE_THREAD_WORK;
const TICK = 5; // milliseconds
const MOMENT = 10;

if (file && process.argv.includes('--type=extensionHost')) {
  const spent = () => Number(readFileSync('/proc/self/schedstat', 'utf8').split(' ')[0]) / 1e6;
  let before = spent();
  setInterval(() => {
    const now = spent();
    if (now - before > MOMENT) appendFileSync(file, `${Date.now()} ${(now - before).toFixed(1)}\n`);
    before = spent();
  }, TICK).unref();
}
