import { homedir } from 'node:os';
import { join } from 'node:path';

/** What is built or unpacked once and used by every checkout. */
export const cacheFolder = (env: NodeJS.ProcessEnv): string =>
  join(env.XDG_CACHE_HOME ? env.XDG_CACHE_HOME : join(homedir(), '.cache'), 'countersign');
