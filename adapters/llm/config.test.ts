import { describe, expect, it } from 'vitest';
import { readLlmConfig } from './config.ts';
import { costOf, priceOf } from './prices.ts';

describe("the model's configuration", () => {
  it('may be left out', () => {
    expect(readLlmConfig({})).toBeNull();
    expect(readLlmConfig({ COUNTERSIGN_MODEL: '', OPENAI_API_KEY: 'left over' })).toBeNull();
  });

  it.each([
    [
      { COUNTERSIGN_MODEL: 'anthropic:claude-haiku-4-5', ANTHROPIC_API_KEY: ' key\n' },
      { provider: 'anthropic', model: 'claude-haiku-4-5', apiKey: 'key', baseUrl: null, price: null },
    ],
    [
      { COUNTERSIGN_MODEL: 'openai:gpt-4.1', OPENAI_API_KEY: 'key', COUNTERSIGN_MODEL_PRICE: '2,8.5' },
      {
        provider: 'openai',
        model: 'gpt-4.1',
        apiKey: 'key',
        baseUrl: null,
        price: { input: 2, output: 8.5 },
      },
    ],
    [
      {
        COUNTERSIGN_MODEL: 'openai-compatible:qwen3:8b',
        OPENAI_COMPATIBLE_BASE_URL: 'http://127.0.0.1:11434/v1',
      },
      {
        provider: 'openai-compatible',
        model: 'qwen3:8b',
        apiKey: null,
        baseUrl: 'http://127.0.0.1:11434/v1',
        price: null,
      },
    ],
  ])('reads %j', (env, config) => {
    expect(readLlmConfig(env)).toEqual(config);
  });

  it.each([
    [{ COUNTERSIGN_MODEL: 'claude' }, ['COUNTERSIGN_MODEL: must be']],
    [{ COUNTERSIGN_MODEL: 'anthropic:x' }, ['ANTHROPIC_API_KEY: is needed']],
    [{ COUNTERSIGN_MODEL: 'openai:x', OPENAI_API_KEY: '  ' }, ['OPENAI_API_KEY: ']],
    [{ COUNTERSIGN_MODEL: 'openai-compatible:x' }, ['OPENAI_COMPATIBLE_BASE_URL: is needed']],
    [
      { COUNTERSIGN_MODEL: 'x', COUNTERSIGN_MODEL_PRICE: 'cheap', OPENAI_COMPATIBLE_BASE_URL: 'ftp://x' },
      ['COUNTERSIGN_MODEL: ', 'COUNTERSIGN_MODEL_PRICE: ', 'OPENAI_COMPATIBLE_BASE_URL: '],
    ],
  ])('says all that is wrong with %j', (env, problems) => {
    for (const problem of problems) expect(() => readLlmConfig(env)).toThrow(problem);
  });
});

describe('the price of a model', () => {
  it.each([
    ['gpt-4o', 2.5],
    ['gpt-4o-mini', 0.15],
    ['gpt-4o-2024-08-06', 2.5],
    ['claude-sonnet-4-5-20250929', 3],
  ])('of %s is known', (model, input) => {
    expect(priceOf(model)).toMatchObject({ input });
  });

  it('of another model or variant is unknown, not zero', () => {
    expect(priceOf('gpt-4o-audio-preview')).toBeNull();
    expect(priceOf('somebody-else')).toBeNull();
    expect(costOf(null, 10, 10)).toBeNull();
  });

  it('is counted per million tokens', () => {
    expect(costOf({ input: 3, output: 15 }, 1000, 200)).toBeCloseTo(0.006, 10);
  });
});
