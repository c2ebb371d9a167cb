import { expect, it } from 'vitest';
import type { JsonSchema } from '../core/skill.ts';
import { withStableSchemas } from './stable-schemas.ts';

it('gives the check one object for all equal schemas, and another for another', () => {
  const seen: JsonSchema[] = [];
  const check = withStableSchemas((schema, value) => {
    seen.push(schema);
    return [String(value)];
  });
  expect(check({ type: 'string' }, 1)).toEqual(['1']);
  expect(check({ type: 'string' }, 2)).toEqual(['2']);
  check({ type: 'number' }, 3);
  expect(seen[1]).toBe(seen[0]);
  expect(seen[2]).toEqual({ type: 'number' });
});
