import { describe } from 'vitest';
import { describeDiscord } from './discord-scenarios.ts';

describe('Discord over HTTP', () => describeDiscord('http'));
