import { AppError } from '../errors.ts';
import { describeSkillBackend } from './skill-backend-contract.ts';
import { createFakeSkillBackend } from './skill-backend-fake.ts';

describeSkillBackend('fake', async () => {
  const underWay = Promise.withResolvers<void>();
  const create = () =>
    createFakeSkillBackend('fake', {
      echo: { run: ({ words }) => ({ ok: true, text: `said ${String(words)}` }) },
      refuse: {
        run: () => ({ ok: false, text: 'no', failure: { code: 'skill_failed', params: {} } }),
      },
      wait: {
        run: () => {
          underWay.resolve();
          return new Promise(() => undefined);
        },
      },
      lose: {
        run: () => {
          throw new AppError('skill_timeout', { skill: 'fake' });
        },
      },
    });
  return {
    skill: 'fake',
    backend: create(),
    works: { action: 'echo', arguments: { words: 'hello' }, text: 'said hello' },
    refused: { action: 'refuse', arguments: {} },
    slow: { action: 'wait', arguments: {}, begun: () => underWay.promise },
    lost: { action: 'lose', arguments: {} },
    unreachable: async () => {
      const backend = create();
      backend.setDown(true);
      return { backend, call: { action: 'echo', arguments: {} } };
    },
    close: async () => undefined,
  };
});
