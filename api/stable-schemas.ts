import type { JsonSchema } from '../core/skill.ts';

type SchemaCheck = (schema: JsonSchema, value: unknown) => readonly string[];

/** More schemas than an installation has; beyond it, the oldest is forgotten. */
const MOST = 500;

/**
 * The catalogue is read anew for each request, so that equal schemas come as different objects. A check compiles each
 * object once and keeps it: given the first one of its kind every time, it compiles once and keeps no more than that.
 */
export const withStableSchemas = (check: SchemaCheck): SchemaCheck => {
  const known = new Map<string, JsonSchema>();
  return (schema, value) => {
    const name = JSON.stringify(schema);
    const first = known.get(name) ?? schema;
    if (!known.has(name)) {
      known.set(name, first);
      const [oldest] = known.keys();
      if (known.size > MOST && oldest !== undefined) known.delete(oldest);
    }
    return check(first, value);
  };
};
