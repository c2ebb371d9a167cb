import { EPHEMERAL } from '../flags.ts';

/** The first answer to an interaction, as Discord takes it. Types: 4 message, 5 later, 6 nothing changes, 8 choices, 9 form. */
export interface FirstAnswer {
  readonly type: 4 | 5 | 6 | 8 | 9;
  readonly data?: Readonly<Record<string, unknown>>;
}

/** Told to wait, for that person's eyes. */
export const WAIT: FirstAnswer = { type: 5, data: { flags: EPHEMERAL } };

/**
 * One interaction's three seconds: a form must be the very first answer, a private message may be, and when neither
 * came in time Discord is told to wait. Afterwards answers go by the token, for fifteen minutes.
 */
export interface Responder {
  /** false: the first answer was given already. */
  first(answer: FirstAnswer): boolean;
  /** What was answered first, as soon as something was. */
  readonly answered: Promise<FirstAnswer>;
  /** Discord was told that the answer comes later: the first message takes the place of "is thinking…". */
  takeDeferred(): boolean;
  isAnswered(): boolean;
}

export const createResponder = (): Responder => {
  let given: FirstAnswer | null = null;
  let deferred = false;
  let tell: (answer: FirstAnswer) => void = () => undefined;
  const answered = new Promise<FirstAnswer>((resolve) => {
    tell = resolve;
  });
  return {
    answered,
    first(answer) {
      if (given) return false;
      given = answer;
      deferred = answer.type === 5;
      tell(answer);
      return true;
    },
    takeDeferred() {
      const was = deferred;
      deferred = false;
      return was;
    },
    isAnswered: () => given !== null,
  };
};
