import { AppError } from '../../core/errors.ts';
import type { InstanceRef } from '../../core/instance.ts';
import type { Log } from '../../core/ports/runtime.ts';
import type { SecretBox } from '../../core/ports/secret-box.ts';
import { DEFAULT_PORTS, type PortRange } from './choose-port.ts';
import {
  dropOtherConfigs,
  type InstanceFolder,
  type InstanceRecord,
  instanceFolder,
  readRecord,
  writeRecord,
} from './instance-folder.ts';
import type { KeeperTiming } from './keep-gateway.ts';
import { stopProcesses } from './keeper-client.ts';
import { launch, openSecrets } from './launch.ts';
import { installOpenClaw, type OpenClawProgram } from './openclaw-package.ts';
import { markOf, type ProcessMark } from './process-table.ts';

export interface LocalProcessDriverOptions {
  /** Holds `instances/` and `instance-snapshots/`. */
  readonly dataDir: string;
  readonly cacheDir: string;
  /** Folder of the bridge plugin. */
  readonly bridgePath: string;
  /** Seals the token, so that an instance comes back after its keeper was killed or the machine restarted. */
  readonly box: SecretBox;
  readonly log: Log;
  /** One line for the person who waits for the package. */
  readonly say: (line: string) => void;
  readonly portRange?: PortRange;
  /** Whose end ends all instances, as that of `npm start` does; without it they run until they are stopped. */
  readonly ownerPid?: number;
  readonly timing?: Partial<KeeperTiming>;
  readonly install?: (version: string, signal: AbortSignal) => Promise<OpenClawProgram>;
}

/** As long as a pod of ours may take: the gateway's own longest drain, and what it needs to end after it. */
const TIMING: KeeperTiming = {
  drainMs: 330_000,
  ownerGoneDrainMs: 4_000,
  firstDelayMs: 1_000,
  longestDelayMs: 30_000,
  wellAfterMs: 60_000,
  lookEveryMs: 500,
};

export interface LocalPlatform
  extends Pick<LocalProcessDriverOptions, 'dataDir' | 'bridgePath' | 'box' | 'log'> {
  readonly ports: PortRange;
  readonly install: (version: string, signal: AbortSignal) => Promise<OpenClawProgram>;
  owner(): Promise<ProcessMark | null>;
  folder(ref: InstanceRef): InstanceFolder;
  /** Null when nothing of this instance is there, also when the folder is another one's. */
  record(ref: InstanceRef): Promise<InstanceRecord | null>;
  /** Throws AppError `not_found`. */
  mustRecord(ref: InstanceRef): Promise<InstanceRecord>;
  /** Starts what the record says; it must have been written, and nothing of the instance be running. */
  start(folder: InstanceFolder, record: InstanceRecord, signal: AbortSignal): Promise<void>;
  stop(folder: InstanceFolder, signal: AbortSignal): Promise<void>;
  /** Ends what runs and starts it anew, with the same configuration. */
  renew(folder: InstanceFolder, record: InstanceRecord, signal: AbortSignal): Promise<void>;
}

export const createLocalPlatform = (options: LocalProcessDriverOptions): LocalPlatform => {
  const { dataDir, cacheDir, bridgePath, box, log, say, ownerPid } = options;
  const timing = { ...TIMING, ...options.timing };
  const install =
    options.install ??
    ((version: string, signal: AbortSignal) => installOpenClaw({ cacheDir, version, say, signal }));
  const folder = (ref: InstanceRef): InstanceFolder => instanceFolder(dataDir, ref);
  const record = async (ref: InstanceRef): Promise<InstanceRecord | null> => {
    const found = await readRecord(folder(ref));
    return found && isOf(found, ref) ? found : null;
  };
  let owner: Promise<ProcessMark | null> | null = null;
  const ownerMark = (): Promise<ProcessMark | null> => {
    owner ??= ownerPid === undefined ? Promise.resolve(null) : mustMark(ownerPid);
    return owner;
  };

  const start: LocalPlatform['start'] = async (place, wanted, signal) => {
    const program = await install(wanted.version, signal);
    const secrets = openSecrets(box, wanted);
    await launch(place, wanted, { program, secrets, owner: await ownerMark(), timing, signal });
    await dropOtherConfigs(place, wanted.configFile);
  };
  const stop: LocalPlatform['stop'] = (place, signal) =>
    stopProcesses(place, { drainMs: timing.drainMs, signal });

  return {
    dataDir,
    bridgePath,
    box,
    log,
    ports: options.portRange ?? DEFAULT_PORTS,
    install,
    owner: ownerMark,
    folder,
    record,
    async mustRecord(ref) {
      const found = await record(ref);
      if (!found) throw new AppError('not_found');
      return found;
    },
    start,
    stop,
    async renew(place, known, signal) {
      const wanted = { ...known, isPaused: false, generation: known.generation + 1 };
      await writeRecord(place, wanted);
      await stop(place, signal);
      if (wanted.replicas === 1) await start(place, wanted, signal);
    },
  };
};

export const isOf = (record: InstanceRecord, { tenantId, instanceId }: InstanceRef): boolean =>
  record.tenantId === tenantId && record.instanceId === instanceId;

/** An owner that is gone already must not become none: then nobody would ever end what we start. */
const mustMark = async (pid: number): Promise<ProcessMark> => {
  const found = await markOf(pid);
  if (!found) throw new AppError('cluster_unavailable');
  return found;
};
