import type { Platform } from '../../../core/member.ts';
import type { PeopleDriver } from '../../testing/people-driver.ts';
import { describeApprovals } from './approval-scenarios.ts';
import { describeIntake } from './intake-scenarios.ts';
import { createShows } from './scenario-room.ts';
import { describeTasks, describeTraces } from './task-scenarios.ts';

/**
 * What people do and see on every platform, said once. Goes after the platform's own tests: it ends with the traces
 * of all tasks.
 */
export const describeScenarios = (platform: Platform, driver: () => PeopleDriver): void => {
  const shows = createShows(platform, driver);
  describeTasks(shows);
  describeApprovals(shows);
  describeIntake(shows);
  describeTraces(shows);
};
