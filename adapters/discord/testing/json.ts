/** An object whose fields may hold anything. */
export type Json = Readonly<Record<string, unknown>>;

export const json = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
export const list = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.map(json) : []);
export const word = (value: unknown): string => (typeof value === 'string' ? value : '');
export const words = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
export const num = (value: unknown): number => (typeof value === 'number' ? value : 0);
