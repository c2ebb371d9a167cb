import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MODEL_KEY_VARIABLE, openclawConfig } from '../../../core/openclaw-config.ts';
import type { GatewayTarget } from '../../../core/ports/instance-gateway.ts';
import { cacheFolder } from '../../../local/cache-folder.ts';
import { freePort } from '../../../local/free-port.ts';
import { until } from '../../../local/testing/until.ts';
import { installOpenClaw } from '../../local-process/openclaw-package.ts';
import { createDeviceIdentity } from '../device-identity.ts';

export const OPENCLAW_VERSION = '2026.9.6';
const INSTALL_MS = 600_000;
const BRIDGE = join(import.meta.dirname, '..', '..', '..', 'helm', 'openclaw', 'bridge');
const START_MS = 110_000;

export interface RealGateway {
  readonly target: GatewayTarget;
  readonly folder: string;
  start(): Promise<void>;
  /** Sends the signal and resolves with the exit code (null: killed) when the process is gone. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>;
  output(): Promise<string>;
  close(): Promise<void>;
}

export interface RealGatewayOptions {
  readonly modelUrl: string;
  readonly bind?: 'loopback' | 'lan';
  readonly host?: string;
  /** Of an instance that was deployed elsewhere; by default its own. */
  readonly token?: string;
  readonly port?: number;
}

/** The real gateway with the configuration that every instance gets, in a folder of its own. */
export const createRealGateway = async ({
  modelUrl,
  bind = 'loopback',
  host = '127.0.0.1',
  token = randomBytes(32).toString('base64url'),
  port: wanted,
}: RealGatewayOptions): Promise<RealGateway> => {
  const program = await installOpenClaw({
    cacheDir: cacheFolder(process.env),
    version: OPENCLAW_VERSION,
    say: (line) => process.stderr.write(`${line}\n`),
    signal: AbortSignal.timeout(INSTALL_MS),
  });
  const folder = await mkdtemp(join(tmpdir(), 'openclaw-gateway-'));
  const port = wanted ?? (await freePort());
  const config = openclawConfig({
    port,
    bind,
    bridgePath: BRIDGE,
    logFile: join(folder, 'gateway.log'),
    model: {
      provider: 'scripted',
      baseUrl: modelUrl,
      model: 'stub-1',
      contextWindow: 128_000,
      maxTokens: 4096,
      price: { input: 1, output: 2 },
    },
  });
  const configPath = join(folder, 'openclaw.json');
  await writeFile(configPath, JSON.stringify(config, null, 2), { mode: 0o600 });
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    OPENCLAW_STATE_DIR: folder,
    OPENCLAW_CONFIG_PATH: configPath,
    OPENCLAW_GATEWAY_TOKEN: token,
    [MODEL_KEY_VARIABLE]: 'key-of-the-scripted-model',
  };
  const outputFile = join(folder, 'output.log');
  let child: ChildProcess | null = null;

  const end = (signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> =>
    new Promise((resolve) => {
      const running = child;
      child = null;
      if (!running?.pid || running.exitCode !== null || running.signalCode !== null) return resolve(null);
      running.once('exit', (code) => resolve(code));
      // A crash takes its helpers with it; a polite end reaches them through the gateway.
      process.kill(signal === 'SIGKILL' ? -running.pid : running.pid, signal);
    });

  return {
    folder,
    target: {
      tenantId: randomUUID(),
      instanceId: randomUUID(),
      url: `ws://${host}:${port}`,
      token,
      device: createDeviceIdentity(),
      version: OPENCLAW_VERSION,
    },
    start: async () => {
      const args = [program.script, 'gateway', 'run', '--port', String(port)];
      const running = spawn(program.node, args, {
        cwd: folder,
        env,
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      child = running;
      const output = createWriteStream(outputFile, { flags: 'a' });
      running.stdout.pipe(output);
      running.stderr.pipe(output);
      const ready = async (): Promise<boolean> => {
        if (running.exitCode !== null) return true;
        return (await fetch(`http://${host}:${port}/startupz`)).status === 200;
      };
      const started = await until('the gateway has started', ready, START_MS).catch(() => false);
      if (!started || running.exitCode !== null) throw new Error(await readFile(outputFile, 'utf8'));
    },
    end,
    output: () => readFile(outputFile, 'utf8'),
    close: async () => {
      await end('SIGKILL');
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
};
