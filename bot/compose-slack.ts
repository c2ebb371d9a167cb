import type { Slack } from '../adapters/slack/create-slack.ts';
import { createSocketReceiver, fatalConnectError } from '../adapters/slack/socket-receiver.ts';
import { connectWhenPossible, SlackSetupProblem, socketProblem } from '../adapters/slack/start-checks.ts';
import { closeGently, sweepRegularly } from '../core/chat/tend-intake.ts';
import type { Connection, ConnectionParts } from './connection.ts';

/** Slack's Socket Mode. */
export const createSlackConnection = (
  { config, chatStores, useCases, log }: ConnectionParts,
  slack: Slack,
  appToken: string,
): Connection => {
  const intake = slack.intake({ ...useCases, bind: (chat) => useCases.forChat(chat, { passing: 'throw' }) });
  const sockets = createSocketReceiver({ appToken, apiUrl: config.SLACK_API_URL, intake, log });
  const receive = async (): Promise<void> => {
    await sockets.start();
    await intake.sweep();
  };
  let endSweeps: () => void = () => undefined;
  return {
    async start() {
      endSweeps = sweepRegularly(intake, log);
      const { SLACK_BOT_TOKEN: token, SLACK_API_URL: apiUrl, COUNTERSIGN_SLACK_TENANT: tenantId } = config;
      const { installations } = chatStores;
      const later = (): void => {
        receive().catch((error: unknown) => log.error({ err: explain(error) }, 'Slack is not connected'));
      };
      try {
        // Deliveries of a workspace we do not know yet would be lost: they are taken when it is connected.
        const known =
          !token ||
          !tenantId ||
          (await connectWhenPossible({ token, tenantId, apiUrl, installations, log }, later));
        if (known) await receive();
      } catch (error) {
        throw explain(error);
      }
    },
    async stop() {
      endSweeps();
      await closeGently(intake, () => sockets.stop());
    },
  };
};

const explain = (error: unknown): unknown =>
  error instanceof SlackSetupProblem ? error : (socketProblem(fatalConnectError(error)) ?? error);
