import { describe } from 'vitest';
import { describeSlack } from './slack-scenarios.ts';

describe('Slack over HTTP', () => describeSlack('http'));
