export const VERSION = '1.0.0';

const ACTIONS = {
  /** Does nothing: proof that a call gets through. */
  ping: () => ({ ok: true, version: VERSION }),
};

/** Always an answer, never an error: what an error says may be somebody's secret, so its text is not passed on. */
export const runAction = async (name, params) => {
  if (!Object.hasOwn(ACTIONS, name)) return { ok: false, error: `There is no action named ${name}.` };
  try {
    return await ACTIONS[name](params);
  } catch {
    return { ok: false, error: `The action ${name} failed.` };
  }
};
