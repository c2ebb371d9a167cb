import { z } from 'zod';
import type { PersonRef } from '../../core/member.ts';

export const person = z.object({ member_id: z.string(), display_name: z.string() }).meta({ id: 'Person' });
export type PersonBody = z.infer<typeof person>;

export const toPersonBody = (ref: PersonRef): PersonBody => ({
  member_id: ref.memberId,
  display_name: ref.displayName,
});

export const time = z.string().describe('ISO 8601, UTC');

/** `T-142` or a UUID; anything else is simply not found. */
export const reference = (example: string) =>
  z.string().min(1).max(64).describe(`Id, or the number people use: \`${example}\``);

const limit = z.coerce.number().int().min(1).max(100).default(20);

export const paging = {
  cursor: z.string().min(1).max(512).optional().describe('`next_cursor` of the page before'),
  limit,
};

export const pageOf = <T extends z.ZodType>(items: T) =>
  z.object({ items: z.array(items), next_cursor: z.string().nullable() });

/** A person's free words: nothing but blanks is nothing. */
export const words = (max: number) => z.string().trim().min(1).max(max);

export const reason = z.string().trim().max(2000).nullish();
