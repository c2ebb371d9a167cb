import { createServer } from 'node:http';
import { onParentGone, reportReady } from '../../adapters/supervisor/parent.ts';

/** A process with nothing in it but the two calls that every one of ours makes; for the supervisor's tests. */
const [name = 'child', mode = 'well'] = process.argv.slice(2);
const say = (text: string): void => {
  process.stdout.write(`${name} ${text}\n`);
};
if (mode === 'broken') {
  say('can not start');
  process.exit(3);
}
const server = createServer().listen(0, '127.0.0.1');
const stop = async (): Promise<void> => {
  if (mode === 'stubborn') return new Promise(() => undefined);
  say('stops');
  server.close();
};
process.once('SIGTERM', () => void stop().then(() => process.exit(0)));
onParentGone(stop);
server.once('listening', () => reportReady());
