import { Agent, request } from 'node:http';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { SEED } from '../adapters/slack/testing/emulated-slack.ts';
import { signSlack } from '../adapters/slack/testing/signer.ts';
import { wrapEvent } from '../adapters/slack/testing/slack-events.ts';
import { type LoadResult, sendEvenly } from './load.ts';

export interface Load {
  readonly url: string;
  /** Requests a second, evenly, whatever became of those before. */
  readonly perSecond: number;
  readonly count: number;
  readonly userId: string;
  readonly text: string;
  /** Taken in turn. */
  readonly channels: readonly string[];
}

/** In a thread of its own: nothing that this process does beside it makes an answer look late. */
export const runLoad = (load: Load): Promise<LoadResult> =>
  new Promise((resolve, reject) => {
    const thread = new Worker(new URL(import.meta.url), { workerData: load });
    thread.once('message', resolve);
    thread.once('error', reject);
  });

const toBody = ({ userId, text, channels }: Load, index: number): string => {
  // Six digits after the point, as Slack has them; no two mentions share one.
  const ts = `${Math.floor(Date.now() / 1000)}.${String(100_000 + index).padStart(6, '0')}`;
  const channel = channels[index % channels.length];
  const mention = `<@${SEED.botUserId}> ${text}`;
  return JSON.stringify(
    wrapEvent({ type: 'app_mention', user: userId, text: mention, ts, channel, team: SEED.teamId }),
  );
};

const post = (url: string, agent: Agent, body: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      ...signSlack(SEED.signingSecret, body),
    };
    const sent = request(url, { method: 'POST', agent, headers }, (answer) => {
      answer.resume();
      answer.once('end', () => resolve(answer.statusCode ?? 0));
      answer.once('error', reject);
    });
    sent.once('error', reject);
    sent.end(body);
  });

const send = async (load: Load): Promise<LoadResult> => {
  const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
  const result = await sendEvenly(load, (index) => post(load.url, agent, toBody(load, index)));
  agent.destroy();
  return result;
};

if (!isMainThread) parentPort?.postMessage(await send(workerData as Load));
