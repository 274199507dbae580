import { CommanderError } from 'commander';
import { createProgram } from './program';

// whoever reads may have read enough, as `head` does; the work goes on
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });

createProgram()
  .parseAsync()
  .catch((error: Error) => {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode && 64; // commander has said what is wrong; asking for help is not
      return;
    }
    console.error(`stylize: ${error.message}`);
    process.exitCode = 1;
  });
