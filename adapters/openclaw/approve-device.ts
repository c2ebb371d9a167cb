import { AppError } from '../../core/errors.ts';
import type { GatewayTarget } from '../../core/ports/instance-gateway.ts';
import { askHttp, httpOf } from './http.ts';
import { refusedAt } from './refusals.ts';

/**
 * Lets our device in, with nothing but the token: the gateway's owner does what a person would do at a terminal. Needs
 * the plugin `admin-http-rpc`.
 */
export const approveDevice = async (
  { url, token }: Pick<GatewayTarget, 'url' | 'token'>,
  requestId: string,
  signal: AbortSignal,
): Promise<void> => {
  const answer = await askHttp(httpOf(url, '/api/v1/admin/rpc'), {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ method: 'device.pair.approve', params: { requestId } }),
    signal,
  });
  if (!answer || answer.status >= 500) throw new AppError('instance_unavailable');
  if (answer.status === 200 && answer.body?.ok === true) return;
  throw refusedAt('paired', toWords(answer.status));
};

const toWords = (status: number): string => {
  if (status === 404) return 'the plugin admin-http-rpc is not on, so the device can’t be approved';
  if (status === 401) return 'the token is not accepted for the approval of the device';
  return `the approval of the device was answered with HTTP ${status}`;
};
