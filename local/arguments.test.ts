import { describe, expect, it } from 'vitest';
import { readStartArguments } from './arguments.ts';

describe('arguments of npm start', () => {
  it.each([
    [[], { dataFolder: '.countersign', port: 4680 }],
    [['--port', '0', '--data', 'x'], { dataFolder: 'x', port: 0 }],
    [['--port=9000'], { dataFolder: '.countersign', port: 9000 }],
  ])('%j', (argv, expected) => {
    expect(readStartArguments(argv)).toEqual(expected);
  });

  it.each([
    [['--port', 'x'], '--port needs a number from 0 (any free port) to 65535, not "x".'],
    [['--port', '70000'], 'not "70000"'],
    [['--nope'], 'Usage: npm start -- [--port N] [--data DIR]'],
    [['start'], 'Usage: npm start'],
  ])('refuses %j in one sentence', (argv, message) => {
    expect(() => readStartArguments(argv)).toThrow(message);
  });
});
