import { afterAll, beforeAll, describe } from 'vitest';
import { createConsoleDriver } from '../testing/console-driver.ts';
import type { PeopleDriver } from '../testing/people-driver.ts';
import { startWorld } from '../testing/world.ts';
import { describeScenarios } from './scenarios/describe-scenarios.ts';

describe('the web chat', () => {
  let driver: PeopleDriver;
  beforeAll(async () => {
    driver = createConsoleDriver(await startWorld());
  });
  afterAll(() => driver?.world.stop());

  describeScenarios('console', () => driver);
});
