/** An object whose fields may hold anything. */
export type Json = Readonly<Record<string, unknown>>;

export const json = (value: unknown): Json =>
  typeof value === 'object' && value !== null ? (value as Json) : {};
export const list = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.map(json) : []);
export const word = (value: unknown): string => (typeof value === 'string' ? value : '');
