import { runAction } from './actions.js';
import { createResults } from './results.js';

const TOOL = 'chatops_action';

const parameters = {
  type: 'object',
  additionalProperties: false,
  required: ['requestId', 'action'],
  properties: {
    requestId: { type: 'string', minLength: 1, maxLength: 200 },
    action: { type: 'string', minLength: 1, maxLength: 200 },
    params: { type: 'object' },
  },
};

/** The gateway reads the first part as text and hands the second on as it is. */
const toToolResult = (answer) => ({
  content: [{ type: 'text', text: JSON.stringify(answer) }],
  details: answer,
});

const isName = (value) => typeof value === 'string' && value !== '' && value.length <= 200;

export const createTool = (results = createResults()) => ({
  name: TOOL,
  label: 'Chat-ops action',
  description: 'For Countersign only: runs one named action with the given parameters.',
  parameters,
  // An error that is thrown here reaches the gateway's log with its text, so none is.
  async execute(_toolCallId, args) {
    const { requestId, action, params } = args ?? {};
    if (!isName(requestId) || !isName(action)) {
      return toToolResult({ ok: false, error: 'requestId and action must be short texts.' });
    }
    return toToolResult(await results.once(requestId, () => runAction(action, params ?? {})));
  },
});

export default {
  id: 'chatops-bridge',
  name: 'Chat-ops bridge',
  description: 'Runs single actions for Countersign, without a model.',
  register(api) {
    const tool = createTool();
    api.registerTool(tool);
  },
};
