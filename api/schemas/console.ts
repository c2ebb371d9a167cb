import { z } from 'zod';
import { CARD_ACTIONS } from '../../core/card.ts';
import { LOCALES, ROLES } from '../../core/member.ts';

const member = z.object({
  id: z.string(),
  displayName: z.string(),
  role: z.enum(ROLES),
  locale: z.enum(LOCALES),
});

export const session = z.object({
  tenant: z.object({ name: z.string() }),
  member: member.extend({ groups: z.array(z.string()).describe('Approver groups, by name') }),
  members: z.array(member).describe('Who the page may switch to; empty unless it runs on one machine'),
  local: z.boolean(),
});

export const switchBody = z.strictObject({ memberId: z.uuid() });

export const threadParams = z.strictObject({ threadKey: z.uuid() });

export const newMessage = z.strictObject({
  messageId: z.string().min(1).max(100),
  text: z.string().trim().min(1).max(8000),
});

export const newAction = z.strictObject({
  threadKey: z.uuid(),
  slot: z.string().min(1).max(200),
  action: z.enum(CARD_ACTIONS),
  value: z.string().max(2000),
  values: z.record(z.string().max(100), z.string().max(8000)).optional(),
  interactionId: z.string().min(1).max(100),
  shownDigest: z.string().min(1).max(128).optional(),
});

/** The page gets the product's own types; what is in them is checked where it is made. */
const opaque = z.record(z.string(), z.unknown());

export const threadList = z.object({ threads: z.array(opaque) });
export const messageList = z.object({ thread: opaque.nullable(), messages: z.array(opaque) });
export const catalogueBody = z.object({ runbooks: z.array(opaque), actions: z.array(opaque) });

export const streamQuery = z.strictObject({
  after: z.coerce.number().int().min(0).optional().describe('Revision of the last message that is known'),
});
