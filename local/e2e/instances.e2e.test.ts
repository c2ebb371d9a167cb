import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type ScriptedOpenAiServer,
  startScriptedOpenAiServer,
} from '../../adapters/llm/testing/scripted-openai-server.ts';
import { sentence } from '../testing/person.ts';
import { startWorld, type World } from '../testing/world.ts';

/** A gateway takes a quarter of a minute to start, and more on a machine that does other things. */
const LONG_MS = 240_000;

let world: World;
let model: ScriptedOpenAiServer;
beforeAll(async () => {
  model = await startScriptedOpenAiServer();
  world = await startWorld({
    env: { COUNTERSIGN_MODEL: 'openai-compatible:scripted', OPENAI_COMPATIBLE_BASE_URL: model.baseUrl },
  });
}, LONG_MS);
afterAll(async () => {
  await world?.stop();
  await model?.close();
});

const instance = async (name: string) => {
  const { body } = await world.people.requester.api('GET', `/api/v1/instances/${name}`);
  return body;
};

const runs = async (words: string, status = 'completed') => {
  const { threadKey, id } = await world.starts(world.people.admin, words);
  await world.taskIs(id, status, LONG_MS);
  return { threadKey, id };
};

describe('a real OpenClaw on this machine', () => {
  it(
    'is deployed by a command, live in the thread, and answers a turn',
    async () => {
      const { threadKey } = await runs('/instance deploy main');
      const card = await world.people.admin.sees(threadKey, sentence('instance.step.register'));
      for (const step of ['values', 'install', 'ready', 'handshake', 'register'] as const) {
        expect(card.text).toContain(`✓ ${sentence(`instance.step.${step}`)}`);
      }
      expect(await instance('main')).toMatchObject({ status: 'running', error: null });

      model.script({ text: 'Good morning from the inside.' });
      const { id } = await world.starts(world.people.requester, '/task agent:OpenClaw Say good morning');
      const task = await world.taskIs(id, 'completed', LONG_MS);
      expect(task.output).toBe('Good morning from the inside.');
      expect(task.tokens_used).toBeGreaterThan(0);
    },
    LONG_MS,
  );

  it(
    'is shown with its health, and its last lines',
    async () => {
      const { admin } = world.people;
      const key = randomUUID();
      await admin.say(key, '/instance status main');
      await admin.sees(key, 'main');
      const { status, body } = await admin.api<{ lines: string[] }>(
        'GET',
        '/api/v1/instances/main/logs?lines=20',
      );
      expect(status).toBe(200);
      expect(body.lines.length).toBeGreaterThan(0);
    },
    LONG_MS,
  );

  it(
    'is stopped and started, and then destroyed behind an approval, with nothing left',
    async () => {
      await runs('/instance stop main');
      expect(await instance('main')).toMatchObject({ status: 'stopped' });
      await runs('/instance start main');
      expect(await instance('main')).toMatchObject({ status: 'running' });

      const { id } = await world.starts(world.people.admin, '/instance destroy main');
      await world.decide(world.people.approver, await world.pending(id));
      await world.taskIs(id, 'completed', LONG_MS);
      expect((await world.people.admin.api('GET', '/api/v1/instances/main')).status).toBe(404);
      const folder = join(world.dataFolder, 'instances');
      const left = existsSync(folder) ? readdirSync(folder).filter((name) => !name.startsWith('.')) : [];
      expect(left).toEqual([]);
    },
    LONG_MS,
  );
});
