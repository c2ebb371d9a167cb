/** US dollars per million tokens. */
export interface Price {
  readonly input: number;
  readonly output: number;
}

/**
 * List prices without discounts, by the beginning of the model's name. A model that is not here costs "unknown";
 * COUNTERSIGN_MODEL_PRICE says it for any model.
 */
const PRICES: readonly (readonly [model: string, price: Price])[] = [
  ['claude-opus-4-5', { input: 5, output: 25 }],
  ['claude-sonnet-4-5', { input: 3, output: 15 }],
  ['claude-haiku-4-5', { input: 1, output: 5 }],
  ['gpt-4o-mini', { input: 0.15, output: 0.6 }],
  ['gpt-4o', { input: 2.5, output: 10 }],
  ['gpt-4.1-mini', { input: 0.4, output: 1.6 }],
  ['gpt-4.1', { input: 2, output: 8 }],
];

/** Null when unknown. Only a date may follow the name: another variant has another price. */
export const priceOf = (model: string): Price | null => {
  const found = PRICES.find(
    ([name]) => model === name || (model.startsWith(name) && /^-\d/.test(model.slice(name.length))),
  );
  return found?.[1] ?? null;
};

export const costOf = (price: Price | null, inputTokens: number, outputTokens: number): number | null =>
  price === null ? null : (inputTokens * price.input + outputTokens * price.output) / 1_000_000;
