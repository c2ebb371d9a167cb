import type { Inbound } from '../inbound.ts';

export type Kind<K extends Inbound['kind']> = Extract<Inbound, { readonly kind: K }>;

/** What a person did and waits for: kept until it is dealt with. */
export type Deed = Kind<'message' | 'command' | 'click' | 'submission' | 'message_command'>;
/** Done through Discord's own controls: it has to be answered within three seconds. */
export type Interacted = Exclude<Deed, Kind<'message'>>;

const DEEDS: readonly Inbound['kind'][] = ['message', 'command', 'click', 'submission', 'message_command'];

export const isDeed = (inbound: Inbound): inbound is Deed => DEEDS.includes(inbound.kind);
export const isInteraction = (deed: Deed): deed is Interacted => deed.kind !== 'message';
