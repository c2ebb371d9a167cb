import { INSTANCE_OPERATIONS } from '../instance.ts';
import { INSTANCE_READS, INSTANCE_SKILL } from '../instance-actions.ts';
import type { Catalogue } from '../ports/stores.ts';
import { text } from '../text.ts';
import { nearest, splitWords } from '../words.ts';
import { accept, type CommandResult, mistake } from './command-result.ts';
import { parseRun } from './run-command.ts';

export const INSTANCE_WORDS = [...INSTANCE_READS, ...INSTANCE_OPERATIONS] as const;

/** `/instance <action> [name] [key=value …]`: what changes something is the skill action of the same name. */
export const parseInstance = (rest: string, catalogue: Catalogue): CommandResult => {
  const [first, ...words] = splitWords(rest);
  if (!first) return accept({ name: 'instance', show: 'list' });
  const action = INSTANCE_WORDS.find((name) => name === first.value.toLowerCase());
  if (!action) {
    const near = nearest(first.value.toLowerCase(), INSTANCE_WORDS);
    return mistake(
      text('instance.unknown_action', { action: first.value, actions: INSTANCE_WORDS.join(', ') }),
      near ? `/instance ${near}${rest.trim().slice(first.typed.length)}` : null,
    );
  }
  if (action === 'list') return accept({ name: 'instance', show: 'list' });
  const [name, ...more] = words;
  const isNamed = name !== undefined && !name.value.includes('=');
  if (action === 'status') {
    return accept({ name: 'instance', show: 'status', instance: isNamed ? name.value : null });
  }
  const given = isNamed
    ? [`name=${name.typed}`, ...more.map(({ typed }) => typed)]
    : words.map(({ typed }) => typed);
  return parseRun([`${INSTANCE_SKILL}.${action}`, ...given].join(' '), catalogue);
};
