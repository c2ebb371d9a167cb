import { createHash, createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import type { DeviceIdentity } from '../../core/ports/instance-gateway.ts';

/** A new Ed25519 key pair: raw 32 bytes each, base64url. */
export const createDeviceIdentity = (): DeviceIdentity => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const { x, d } = privateKey.export({ format: 'jwk' });
  if (!x || !d) throw new Error('an Ed25519 key without its parts');
  return { publicKey: x, privateKey: d };
};

export const deviceId = ({ publicKey }: DeviceIdentity): string =>
  createHash('sha256').update(Buffer.from(publicKey, 'base64url')).digest('hex');

export interface Claim {
  readonly clientId: string;
  readonly clientMode: string;
  readonly role: string;
  readonly scopes: readonly string[];
  readonly token: string;
  readonly nonce: string;
  readonly signedAt: number;
  readonly platform: string;
}

/** Version 3 of what is signed; the device family at the end is empty. */
const toWords = (device: DeviceIdentity, claim: Claim): string =>
  [
    'v3',
    deviceId(device),
    claim.clientId,
    claim.clientMode,
    claim.role,
    claim.scopes.join(','),
    claim.signedAt,
    claim.token,
    claim.nonce,
    claim.platform.toLowerCase(),
    '',
  ].join('|');

/** The `device` part of the first request: proof that we hold the key, for this challenge only. */
export const signDevice = (device: DeviceIdentity, claim: Claim) => {
  const key = createPrivateKey({
    format: 'jwk',
    key: { kty: 'OKP', crv: 'Ed25519', x: device.publicKey, d: device.privateKey },
  });
  return {
    id: deviceId(device),
    publicKey: device.publicKey,
    signature: sign(null, Buffer.from(toWords(device, claim)), key).toString('base64url'),
    signedAt: claim.signedAt,
    nonce: claim.nonce,
  };
};
