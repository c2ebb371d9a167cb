import type { Platform } from '../../core/member.ts';
import { until } from './until.ts';
import type { World } from './world.ts';

/** Where something is said and answered: a thread, a channel, a conversation with the bot alone. */
export type Place = string;

export interface PressOver {
  /** Typed where the button asks why. */
  readonly reason?: string;
  /** Sent in place of what the button says, as no real client does. */
  readonly value?: string;
}

/** One message as somebody reads it. */
export interface Shown {
  /** Its own; the same after it was edited. */
  readonly id: string;
  readonly text: string;
  /** Labels of what can be pressed. */
  readonly buttons: readonly string[];
  readonly byBot: boolean;
  /** Nobody else sees it. */
  readonly onlyYou: boolean;
  /** The thread in which it stands or that hangs from it. */
  readonly thread: Place;
  /**
   * Presses the button that was there when this was read, gone or not, and says yes or why where that is asked.
   * Rejects when the platform would tell the person that it failed.
   */
  press(label: string, over?: PressOver): Promise<void>;
}

/** Somebody at their own screen, on whichever platform. */
export interface PersonThere {
  /** To the bot where others read along, by its name. Resolves with the place of its answer. */
  asks(words: string): Promise<Place>;
  /** To the bot alone. */
  tells(words: string): Promise<Place>;
  /** `/run …` as this platform takes commands. */
  commands(line: string): Promise<Place>;
  /** In a thread, without any name before it. */
  writes(thread: Place, words: string): Promise<void>;
  /** Where others read along, and not for the bot. Resolves with the thread that may hang from it. */
  talks(words: string): Promise<Place>;
  /** What somebody said there, by the menu of the message, with the form that opens sent as it is filled in. */
  handsOver(message: Place): Promise<void>;
  /** From top to bottom; nothing while there is no such place yet. */
  reads(place: Place): Promise<readonly Shown[]>;
  /** The last message with these words, as soon as there is one. */
  sees(place: Place, words: string | RegExp): Promise<Shown>;
  /** What is said to this person alone because of something there, wherever this platform says it. Each once. */
  hears(place: Place, words: string | RegExp): Promise<Shown>;
  /** What this person did last reaches us twice more, at once. */
  repeats(): Promise<void>;
}

/** The product on one platform, with people on it. */
export interface PeopleDriver {
  readonly platform: Platform;
  readonly world: World;
  /** Anna asks, Ben approves, Carla is the admin; Dave has no say. */
  readonly people: Readonly<Record<'anna' | 'ben' | 'carla' | 'dave', PersonThere>>;
  /** What Dave hears when he presses Approve. */
  readonly refusesDave: RegExp;
  /** So much later that nothing on a screen is fresh any more. */
  grewOld(): void;
}

/** Long enough on a slow machine; a test that waits this long says what was seen instead. */
export const SOON_MS = 30_000;

const has = ({ text }: Shown, words: string | RegExp): boolean =>
  typeof words === 'string' ? text.includes(words) : words.test(text);

/** Looking is the same everywhere once a place can be read. */
export const createLooking = (
  name: string,
  reads: PersonThere['reads'],
  /** Where this platform may say something privately, the nearest place first. */
  nearby: (place: Place) => Promise<readonly Place[]>,
): Pick<PersonThere, 'reads' | 'sees' | 'hears'> => {
  const heard = new Set<string>();
  const look = (
    what: string,
    read: () => Promise<readonly Shown[]>,
    words: string | RegExp,
  ): Promise<Shown> =>
    until(
      `${name} ${what} ${words}`,
      async () => {
        const all = await read();
        const found = all.findLast((one) => has(one, words));
        if (found) return found;
        throw new Error(`only:\n${all.map(({ text }) => text).join('\n---\n')}`);
      },
      SOON_MS,
    );
  return {
    reads,
    sees: (place, words) => look('sees', () => reads(place), words),
    async hears(place, words) {
      const privately = async (): Promise<readonly Shown[]> => {
        const all = await Promise.all((await nearby(place)).toReversed().map(reads));
        return all.flat().filter(({ id, byBot, onlyYou }) => byBot && onlyYou && !heard.has(id));
      };
      const found = await look('hears', privately, words);
      heard.add(found.id);
      return found;
    },
  };
};
