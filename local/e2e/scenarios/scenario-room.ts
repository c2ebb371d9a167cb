import { expect, it } from 'vitest';
import type { Platform } from '../../../core/member.ts';
import { SCENARIOS, type ScenarioId, scenario } from '../../parity/scenarios.ts';
import {
  type PeopleDriver,
  type PersonThere,
  type Place,
  type Shown,
  SOON_MS,
} from '../../testing/people-driver.ts';

/** The people of one platform, and what a scenario asks of them again and again. */
export interface ScenarioRoom extends PeopleDriver {
  /** How often this line was written. */
  lines(counter: 'counting' | 'ledger', line: string): number;
  /** Waits until the line was written once, and fails when it is there twice. */
  wroteOnce(counter: 'counting' | 'ledger', line: string): Promise<void>;
  /** Ids of all tasks. */
  tasks(): Promise<readonly string[]>;
  /** Anna asks for a file; resolves with the approval as Ben sees it. */
  asksToWrite(file: string): Promise<{
    readonly thread: Place;
    readonly approval: Shown;
    readonly file: string;
  }>;
}

/** A scenario becomes a test where `SCENARIOS` says that this platform has it. */
export type Shows = (id: ScenarioId, title: string, run: (room: ScenarioRoom) => Promise<void>) => void;

export const createShows =
  (platform: Platform, driver: () => PeopleDriver): Shows =>
  (id, title, run) => {
    if (SCENARIOS[id][platform] === true) it(scenario(id, title), () => run(toRoom(driver())));
  };

export const openButtons = async (person: PersonThere, place: Place): Promise<readonly string[]> =>
  (await person.reads(place)).flatMap(({ buttons }) => buttons);

const toRoom = (driver: PeopleDriver): ScenarioRoom => {
  const { world, people } = driver;
  const lines: ScenarioRoom['lines'] = (counter, line) =>
    world.effects(counter).filter((entry) => entry === line).length;
  return {
    ...driver,
    lines,
    async wroteOnce(counter, line) {
      await expect.poll(() => lines(counter, line), { timeout: SOON_MS }).toBe(1);
    },
    async tasks() {
      const path = '/api/v1/agent-tasks?limit=100';
      const { body } = await world.people.admin.api<{ items: { id: string }[] }>('GET', path);
      return body.items.map(({ id }) => id);
    },
    async asksToWrite(file) {
      const thread = await people.anna.asks(`run files.write_file path=${file} content=written`);
      const approval = await people.ben.sees(thread, 'Approval needed');
      return { thread, approval, file: world.workspace(file) };
    },
  };
};
