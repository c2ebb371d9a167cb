import { setTimeout as delay } from 'node:timers/promises';
import type { RawFile } from 'discord.js';
import type { DiscordApi } from './discord-api.ts';
import { DiscordRefusal } from './discord-refusal.ts';
import { EPHEMERAL } from './flags.ts';
import type { ByInteraction } from './inbound/types.ts';
import { createResponder, type Responder } from './intake/responder.ts';

/** An interaction that can still be answered through its own token. */
export interface OpenInteraction {
  readonly id: string;
  readonly token: string;
  readonly applicationId: string;
  readonly responder: Responder;
}

export interface AnswerBody {
  readonly flags: number;
  readonly components?: readonly unknown[];
  readonly attachments?: readonly unknown[];
}

/** The interactions of the last quarter of an hour, as far as this process knows them. */
export interface DiscordInteractions {
  /** `late`: it was deferred by another process, or before this one was started. */
  open(
    by: Pick<ByInteraction, 'id' | 'token' | 'applicationId'>,
    how?: { readonly late: boolean },
  ): OpenInteraction;
  /** By its id, or by any key that ends with it; null: its time is over, or it is none. */
  find(key: string): OpenInteraction | null;
  /** For that person's eyes; false: it can't be answered any more. */
  answer(
    api: DiscordApi,
    interaction: OpenInteraction,
    body: AnswerBody,
    files?: readonly RawFile[],
  ): Promise<boolean>;
}

/** A token is good for fifteen minutes; what is sent at the very end may come too late. */
const LIFE_MS = 14.5 * 60_000;
/** UnknownWebhook */
const NOT_ANSWERED_YET = 10015;
const TRIES = 8;
const AGAIN_MS = 250;
const ID_AT_END = /(\d{1,20})$/;

export const createDiscordInteractions = (now: () => number = Date.now): DiscordInteractions => {
  const open = new Map<string, OpenInteraction & { readonly until: number }>();
  const tidy = (): void => {
    // In the order they came: the first that is young enough ends the search.
    for (const [id, { until }] of open) {
      if (until > now()) return;
      open.delete(id);
    }
  };
  return {
    open({ id, token, applicationId }, how = { late: false }) {
      tidy();
      const known = open.get(id);
      if (known) return known;
      const made = { id, token, applicationId, responder: createResponder(), until: now() + LIFE_MS };
      // A follow-up also ends "is thinking…", and it never changes the message of a button.
      if (how.late) made.responder.first({ type: 6 });
      open.set(id, made);
      return made;
    },
    find(key) {
      const found = open.get(ID_AT_END.exec(key)?.[1] ?? '');
      return found && found.until > now() ? found : null;
    },
    async answer(api, { token, applicationId, responder }, body, files) {
      const data = { ...body, flags: body.flags | EPHEMERAL, allowed_mentions: { parse: [] } };
      if (!files && responder.first({ type: 4, data })) return true;
      const params = { applicationId, interactionToken: token };
      const how = { body: data, ...(files ? { files } : {}) };
      const isDeferred = responder.takeDeferred();
      for (let tries = 1; ; tries += 1) {
        try {
          if (isDeferred) await api.call('interaction.original.update', params, how);
          else await api.call('interaction.followUp', params, how);
          return true;
        } catch (error) {
          if (!(error instanceof DiscordRefusal) || error.action !== 'too_late') throw error;
          // The first answer is still on its way: until it is there Discord knows no such address.
          if (error.discordCode !== NOT_ANSWERED_YET || tries >= TRIES) return false;
          await delay(AGAIN_MS);
        }
      }
    },
  };
};
