import type { Arguments } from '../../core/skill.ts';

const PLACE = /\{([A-Za-z_][A-Za-z0-9_]*)\}/g;

const words = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value);

const placesIn = (template: string): readonly string[] =>
  [...template.matchAll(PLACE)].map((match) => match[1] ?? '');

/**
 * The url with its arguments, each as one percent-encoded piece: an argument can't add a path segment, a parameter or
 * a host. Throws when one would be a dot segment or is missing in the path.
 */
export const fillUrl = (template: string, args: Arguments): URL => {
  const [path = ''] = template.split('?', 1);
  for (const name of placesIn(path)) {
    const value = words(args[name]);
    if (value === '' || value === '.' || value === '..')
      throw new Error(`"${value}" can't be part of a url's path`);
  }
  const filled = template.replace(PLACE, (_, name: string) => encodeURIComponent(words(args[name])));
  const url = new URL(filled);
  // The declared origin is what was looked at when the request was allowed.
  if (url.origin !== new URL(template.replace(PLACE, 'x')).origin)
    throw new Error('arguments may not change the host');
  return url;
};

/** A header value; line breaks would start another header. */
export const fillHeader = (template: string, args: Arguments): string =>
  template.replace(PLACE, (_, name: string) => words(args[name])).replace(/[\r\n]+/g, ' ');

/** The body with its arguments. A string that is exactly one place keeps the argument's type. */
export const fillBody = (template: unknown, args: Arguments): unknown => {
  if (typeof template === 'string') {
    const whole = /^\{([A-Za-z_][A-Za-z0-9_]*)\}$/.exec(template)?.[1];
    if (whole !== undefined) return args[whole];
    return template.replace(PLACE, (_, name: string) => words(args[name]));
  }
  if (Array.isArray(template)) return template.map((item) => fillBody(item, args));
  if (typeof template === 'object' && template !== null) {
    return Object.fromEntries(Object.entries(template).map(([key, value]) => [key, fillBody(value, args)]));
  }
  return template;
};
