import type { DeliverOver, SlackTarget } from './delivery.ts';
import type { Json } from './json.ts';
import type { Delivered } from './signer.ts';
import type { By } from './slack-payloads.ts';
import type { SlackPersonSeed, SlackWorld } from './slack-world.ts';

export type Interaction = readonly ['interactive' | 'slash_commands', Json];

export interface Tools {
  readonly world: SlackWorld;
  readonly person: SlackPersonSeed;
  readonly target: SlackTarget;
  call(method: string, args: Json): Promise<Json>;
  by(over?: { readonly triggerId?: string }, viewId?: string): Promise<By>;
  send(interaction: Interaction, over?: DeliverOver): Promise<Delivered>;
  direct(): Promise<string>;
}

export const matches = (said: string, words: string | RegExp): boolean =>
  typeof words === 'string' ? said.includes(words) : words.test(said);
