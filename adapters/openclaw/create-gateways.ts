import { randomUUID } from 'node:crypto';
import type { GatewayTarget, InstanceGateways } from '../../core/ports/instance-gateway.ts';
import type { Log } from '../../core/ports/runtime.ts';
import type { Connection } from './connection.ts';
import { checkConnection, invokeTool, probe } from './handshake.ts';
import { createLink, fingerprint, type Link, type LinkDeps } from './link.ts';

export interface GatewayDeps {
  readonly log: Log;
  /** For tests: how long a refusal is believed, and the first pause before another attempt. */
  readonly refusedMs?: number;
  readonly firstPauseMs?: number;
}

/** The port, and what the agent backend needs of it beside. */
export interface OpenClawGateways extends InstanceGateways {
  /** The one connection to this instance, made when there is none. Never close it: `forget` does. */
  connect(target: GatewayTarget, signal: AbortSignal): Promise<Connection>;
}

interface Entry {
  readonly print: string;
  readonly link: Link;
}

export const createGateways = (deps: GatewayDeps): OpenClawGateways => {
  const entries = new Map<string, Entry>();
  const linkDeps: LinkDeps = { random: Math.random, now: Date.now, ...deps };

  const linkOf = (target: GatewayTarget): Link => {
    const print = fingerprint(target);
    const known = entries.get(target.instanceId);
    if (known?.print === print) return known.link;
    // Another token, address or version: calls that run on the old connection end there.
    known?.link.retire();
    const link = createLink(target, linkDeps);
    entries.set(target.instanceId, { print, link });
    return link;
  };

  return {
    connect: (target, signal) => linkOf(target).connect(signal),
    handshake: async (target, { signal }) => {
      await probe(target, signal);
      const link = linkOf(target);
      link.awake();
      const connection = await link.connect(signal);
      await checkConnection(connection, `handshake-${randomUUID()}`, signal);
      const { server, auth } = connection.hello;
      return {
        version: server.version,
        bootId: server.bootId,
        scopes: auth.scopes,
        uptime: Math.round(connection.uptimeMs() / 1000),
      };
    },
    invoke: async (target, { tool, args, signal }) =>
      await invokeTool(await linkOf(target).connect(signal), { tool, args, signal }),
    forget: async (instanceId) => {
      entries.get(instanceId)?.link.close();
      entries.delete(instanceId);
    },
    close: async () => {
      for (const { link } of entries.values()) link.close();
      entries.clear();
    },
  };
};
