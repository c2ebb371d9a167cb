import { isDeepStrictEqual } from 'node:util';

export interface LocalPlaces {
  readonly port: number;
  readonly bridgePath: string;
  readonly logFile: string;
}

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const partOf = (config: Json, name: string): Json => {
  const part = config[name];
  return isObject(part) ? part : {};
};

/** The values' configuration, with what is different on this machine: reachable from here only, and in our folders. */
export const localConfig = (config: Json, { port, bridgePath, logFile }: LocalPlaces): Json => ({
  ...config,
  gateway: { ...partOf(config, 'gateway'), mode: 'local', port, bind: 'loopback' },
  logging: { ...partOf(config, 'logging'), file: logFile },
  ...(isObject(config.plugins) ? { plugins: { ...config.plugins, load: { paths: [bridgePath] } } } : {}),
});

/** One line per difference, `path: wanted → found`; [] when there is none. */
export const configDifferences = (wanted: unknown, found: unknown, path = ''): readonly string[] => {
  if (isDeepStrictEqual(wanted, found)) return [];
  if (!isObject(wanted) || !isObject(found))
    return [`${path || 'openclaw.json'}: ${say(wanted)} → ${say(found)}`];
  const keys = [...new Set([...Object.keys(wanted), ...Object.keys(found)])].sort();
  return keys.flatMap((key) => configDifferences(wanted[key], found[key], path ? `${path}.${key}` : key));
};

const LONGEST = 120;

const say = (value: unknown): string => {
  if (value === undefined) return '(nothing)';
  const words = JSON.stringify(value);
  return words.length > LONGEST ? `${words.slice(0, LONGEST)}…` : words;
};
