import { decodeText } from './message-text.ts';
import { asText, type Fields, readTeam } from './read.ts';
import { type Inbound, unsupported } from './types.ts';

/** A slash command: flat fields, the same over both transports. */
export const readCommand = (body: Fields): Inbound => {
  const team = readTeam(body);
  const name = asText(body.command)?.replace(/^\//, '').toLowerCase();
  const [userId, channelId, triggerId] = [
    asText(body.user_id),
    asText(body.channel_id),
    asText(body.trigger_id),
  ];
  if (!team || !name || !userId || !channelId || !triggerId)
    return unsupported('a command without its place');
  return {
    kind: 'command',
    ...team,
    identity: `cmd:${triggerId}`,
    userId,
    name,
    text: decodeText(asText(body.text) ?? '').trim(),
    channelId,
    triggerId,
    responseUrl: asText(body.response_url),
  };
};
