import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import { serve } from './server';

// The engine's own process: forked by src/pipeline/client.ts, spoken to over its IPC channel, gone when that closes.
if (!process.send) {
  console.error('This is the Stylize engine; it is started by the command line or by VS Code, not by hand.');
  process.exit(2);
}
process.on('disconnect', () => process.exit(0));
// Ctrl-C reaches every process of a terminal: the client decides what to finish, and closes the channel when it is done
process.on('SIGINT', () => {});
serve(createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process)));
