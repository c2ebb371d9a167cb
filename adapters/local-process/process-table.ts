import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** Pids are used again: only with its start time is a process the one that was meant. */
export interface ProcessMark {
  readonly pid: number;
  /** Opaque; equal for the same process only. */
  readonly begun: string;
}

export interface ProcessUsage {
  readonly memoryBytes: number;
  /** Of all its threads since they began. */
  readonly cpuSeconds: number;
}

/** As every Linux on every processor that Node supports reports it. */
const TICKS_PER_SECOND = 100;
const START_FIELD = 19;
const hasProc = existsSync('/proc/self/stat');

/** The fields of `/proc/<pid>/stat` after the command, which may itself contain spaces and brackets. */
const fieldsOf = (stat: string): readonly string[] => stat.slice(stat.lastIndexOf(')') + 2).split(' ');

let bootId: string | null = null;
const boot = (): string => {
  bootId ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return bootId;
};

/** Null when there is no such process, or it has ended and only waits for its parent to notice. */
export const markOf = async (pid: number): Promise<ProcessMark | null> => {
  if (!Number.isInteger(pid) || pid <= 1) return null;
  try {
    if (hasProc) {
      const fields = fieldsOf(await readFile(`/proc/${pid}/stat`, 'utf8'));
      return fields[0] === 'Z' ? null : { pid, begun: `${boot()}/${fields[START_FIELD]}` };
    }
    const { stdout } = await promisify(execFile)('ps', ['-o', 'state=,lstart=', '-p', String(pid)]);
    const words = stdout.trim();
    return words === '' || words.startsWith('Z') ? null : { pid, begun: words.replace(/^\S+\s+/, '') };
  } catch {
    return null;
  }
};

export const isRunning = async (mark: ProcessMark | null | undefined): Promise<boolean> =>
  mark ? (await markOf(mark.pid))?.begun === mark.begun : false;

/** To the process, or with `group` to everything it started that stayed in its group. */
export const send = (pid: number, signal: NodeJS.Signals, group = false): void => {
  try {
    process.kill(group ? -pid : pid, signal);
  } catch (error) {
    // It ended in this moment.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};

/** What a process and its group use now; null when it can't be told. */
export const groupUsage = async (group: number): Promise<ProcessUsage | null> => {
  const members = hasProc ? await groupFromProc(group) : await groupFromPs(group);
  if (members.length === 0) return null;
  const sum = (pick: (usage: ProcessUsage) => number): number =>
    members.reduce((total, member) => total + pick(member), 0);
  return { memoryBytes: sum((usage) => usage.memoryBytes), cpuSeconds: sum((usage) => usage.cpuSeconds) };
};

const PAGE_BYTES = 4096;

const groupFromProc = async (group: number): Promise<readonly ProcessUsage[]> => {
  const found: ProcessUsage[] = [];
  for (const pid of await pids()) {
    try {
      const fields = fieldsOf(await readFile(`/proc/${pid}/stat`, 'utf8'));
      if (Number(fields[2]) !== group || fields[0] === 'Z') continue;
      const cpuSeconds = (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
      const memoryBytes = (await proportionalBytes(pid)) ?? Number(fields[21]) * PAGE_BYTES;
      found.push({ cpuSeconds, memoryBytes });
    } catch {
      // It ended while we looked.
    }
  }
  return found;
};

/** What several processes share counts once; null where the system does not say. */
const proportionalBytes = async (pid: number): Promise<number | null> => {
  try {
    const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8');
    const kilobytes = /^Pss:\s+(\d+) kB/m.exec(text)?.[1];
    return kilobytes ? Number(kilobytes) * 1024 : null;
  } catch {
    return null;
  }
};

const groupFromPs = async (group: number): Promise<readonly ProcessUsage[]> => {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pgid=,rss=,time=']);
  return parsePs(stdout, group);
};

/** Lines of `ps -o pgid=,rss=,time=`; the time is `[[dd-]hh:]mm:ss[.cc]`. */
export const parsePs = (output: string, group: number): readonly ProcessUsage[] =>
  output
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([pgid]) => Number(pgid) === group)
    .map(([, rss, time = '0']) => ({ memoryBytes: Number(rss) * 1024, cpuSeconds: toSeconds(time) }));

const toSeconds = (time: string): number => {
  const [clock = '0', days = '0'] = time.split('-').reverse();
  return clock.split(':').reduce((total, part) => total * 60 + Number(part), 0) + Number(days) * 86_400;
};

/** The variable that every process of an instance has in its environment: the instance's folder. */
export const INSTANCE_VARIABLE = 'COUNTERSIGN_INSTANCE_FOLDER';

/**
 * Every process of the instance in this folder, whoever its parent is; elsewhere than on Linux only its keepers.
 * A person's shell that stands in the folder is none of them.
 */
export const processesOf = async (folder: string): Promise<readonly number[]> => {
  if (!hasProc) return keepersFromPs(folder);
  const found: number[] = [];
  for (const pid of await pids()) {
    if (pid !== process.pid && (await belongsTo(pid, folder))) found.push(pid);
  }
  return found;
};

const belongsTo = async (pid: number, folder: string): Promise<boolean> => {
  try {
    const variables = (await readFile(`/proc/${pid}/environ`, 'utf8')).split('\0');
    return variables.includes(`${INSTANCE_VARIABLE}=${folder}`) && (await markOf(pid)) !== null;
  } catch {
    // It ended while we looked, or is another user's.
    return false;
  }
};

const keepersFromPs = async (folder: string): Promise<readonly number[]> => {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,command=']);
  return stdout
    .split('\n')
    .filter((line) => line.includes('instance-keeper') && line.split(/\s+/).includes(folder))
    .map((line) => Number.parseInt(line, 10));
};

const pids = async (): Promise<readonly number[]> =>
  (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
