import { appendFileSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

/** What a test wants of the program that stands for OpenClaw; it comes in the configuration, under `fake`. */
export interface FakeBehaviour {
  /** Until it says that it has started. */
  readonly startMs?: number;
  /** It writes this and ends. */
  readonly endsWith?: string;
  /** How long it drains; -1: it does not end when it is asked to. */
  readonly drainMs?: number;
  readonly writesToken?: boolean;
}

const { env, argv } = process;
const folder = env.OPENCLAW_STATE_DIR ?? '';
const config = JSON.parse(readFileSync(env.OPENCLAW_CONFIG_PATH ?? '', 'utf8')) as {
  gateway: { port: number };
  fake?: FakeBehaviour;
};
const fake = config.fake ?? {};
const port = Number(argv[argv.indexOf('--port') + 1]);
const begun = Date.now();
let isDraining = false;
const write = (line: string): void => void process.stdout.write(`${line}\n`);

appendFileSync(join(folder, 'starts.log'), `${process.pid}\n`);
write(`starting ${process.pid}`);
if (fake.writesToken)
  write(`the token is ${env.OPENCLAW_GATEWAY_TOKEN}, the key ${env.COUNTERSIGN_MODEL_KEY}.`);
if (fake.endsWith !== undefined) {
  write(fake.endsWith);
  process.exit(1);
}

process.on('SIGTERM', () => {
  write('draining');
  isDraining = true;
  if (fake.drainMs !== -1) setTimeout(() => process.exit(0), fake.drainMs ?? 0);
});

createServer((request, response) => {
  const hasStarted = Date.now() - begun >= (fake.startMs ?? 0) && !isDraining;
  const status = request.url === '/startupz' ? (hasStarted ? 200 : 503) : 200;
  const body =
    request.url === '/facts' ? { pid: process.pid, env, cwd: process.cwd(), config } : { ok: true };
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}).listen(config.gateway.port === port ? port : -1, '127.0.0.1', () => write(`listening on ${port}`));
