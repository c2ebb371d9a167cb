import { openConnection } from '../connection.ts';
import { createGateways } from '../create-gateways.ts';
import { checkHello } from '../open-paired.ts';
import { createRealGateway } from './real-gateway.ts';

/**
 * Runs inside a network namespace of its own, in which the gateway is reached under an address that is not loopback:
 * first with the token alone, then with the device. Prints what was seen as JSON.
 */
const silent = () => undefined;
const log = { debug: silent, info: silent, warn: silent, error: silent };

const gateway = await createRealGateway({
  modelUrl: 'http://127.0.0.1:9/v1',
  bind: 'lan',
  host: '10.99.0.1',
});
const gateways = createGateways({ log });
try {
  await gateway.start();
  const { target } = gateway;
  const signal = AbortSignal.timeout(60_000);
  const { url, token } = target;
  const opening = await openConnection({ url, token, device: null, signal });
  const alone: Record<string, unknown> = { connected: opening.ok };
  if (opening.ok) {
    alone.scopes = opening.connection.hello.auth.scopes;
    try {
      checkHello(opening.connection.hello, target.version);
    } catch (error) {
      alone.refusal = String(error);
    }
    opening.connection.close();
  }
  const withDevice = await gateways.handshake(target, { signal });
  process.stdout.write(JSON.stringify({ alone, scopes: withDevice.scopes }));
} finally {
  await gateways.close();
  await gateway.close();
}
