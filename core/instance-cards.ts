import type { Card, CardField } from './card.ts';
import type { Instance, InstanceStatus } from './instance.ts';
import { raw, type Text, text } from './text.ts';

const SIGNS: Readonly<Record<InstanceStatus, string>> = {
  provisioning: '◔',
  running: '✓',
  stopped: '○',
  upgrading: '◔',
  error: '✗',
  destroying: '◔',
  destroyed: '⊘',
};

const TONES: Readonly<Record<InstanceStatus, Card['tone']>> = {
  provisioning: 'running',
  running: 'success',
  stopped: 'muted',
  upgrading: 'running',
  error: 'danger',
  destroying: 'running',
  destroyed: 'muted',
};

const healthOf = ({ health }: Instance): readonly Text[] =>
  health
    ? [
        text(health.healthy ? 'instance.healthy' : 'instance.unhealthy'),
        ...(health.memory_pct === null
          ? []
          : [text('instance.memory', { percent: Math.round(health.memory_pct) })]),
        ...(health.cpu_pct === null ? [] : [text('instance.cpu', { percent: Math.round(health.cpu_pct) })]),
      ]
    : [];

/** All of them, oldest first, with what each is like now. */
export const instancesCard = (instances: readonly Instance[]): Card => ({
  kind: 'list',
  tone: 'neutral',
  sign: '≡',
  title: text('instance.list'),
  state: [],
  sections: [
    {
      kind: 'list',
      rows: instances.map((instance) => ({
        sign: SIGNS[instance.status],
        title: raw(`${instance.name} · OpenClaw ${instance.version}`),
        meta: [text(`instance.status.${instance.status}`), ...healthOf(instance)],
      })),
      empty: text('instance.list.empty'),
    },
  ],
  buttons: [],
});

/** One of them, with what is wrong when something is. */
export const instanceCard = (instance: Instance): Card => {
  const { status, version, resourceConfig: resources, health, error } = instance;
  const fields: readonly CardField[] = [
    { label: text('instance.field.version'), value: raw(version) },
    {
      label: text('instance.field.resources'),
      value: raw(`${resources.cpu_limit} CPU · ${resources.memory_limit} · ${resources.storage}`),
    },
    ...(health
      ? [
          {
            label: text('instance.field.checked'),
            value: text('approval.at', { at: { at: health.last_check } }),
          },
        ]
      : []),
    ...(health?.uptime
      ? [
          {
            label: text('instance.field.uptime'),
            value: text('instance.uptime', { duration: { ms: health.uptime * 1000 } }),
          },
        ]
      : []),
  ];
  return {
    kind: 'list',
    tone: TONES[status],
    sign: SIGNS[status],
    title: raw(instance.name),
    state: [text(`instance.status.${status}`), ...healthOf(instance)],
    sections: [
      ...(error ? [{ kind: 'lines' as const, lines: [text(`error.${error.code}`, error.params)] }] : []),
      { kind: 'fields', fields },
    ],
    buttons: [],
  };
};
