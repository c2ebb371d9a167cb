import type { Acks } from './ack-rounds.ts';
import type { ActionCount } from './count-actions.ts';
import { totalOf } from './count-actions.ts';
import type { Actions } from './measure-actions.ts';
import type { Decisions } from './measure-decision.ts';
import type { DiscordFigures } from './measure-discord.ts';
import type { DiscordBusy } from './measure-discord-busy.ts';
import type { SlackFigures } from './measure-slack.ts';
import type { Busy } from './measure-slack-busy.ts';
import type { Starts } from './measure-start.ts';
import type { Throughput } from './measure-throughput.ts';
import type { TraceReading } from './measure-trace.ts';
import type { MemoryRow } from './memory.ts';
import type { Shown } from './noisy-tasks.ts';
import { median, quantile } from './rounds.ts';

export interface Row {
  readonly what: string;
  readonly measured: string;
  readonly against: string;
  readonly figure: string;
  /** Empty: reported only. */
  readonly target: string;
  readonly met: boolean | null;
}

const spread = (values: readonly number[], digits: number): string =>
  `${median(values).toFixed(digits)} (${Math.min(...values).toFixed(digits)}–${Math.max(...values).toFixed(digits)})`;

const atLeast = (value: number, limit: number): Pick<Row, 'figure' | 'target' | 'met'> => ({
  figure: `${value.toFixed(2)}×`,
  target: `≥ ${limit}×`,
  met: value >= limit,
});
const atMost = (
  value: number,
  limit: number,
  unit: string,
  digits = 2,
): Pick<Row, 'figure' | 'target' | 'met'> => ({
  figure: `${value.toFixed(digits)}${unit}`,
  target: `≤ ${limit}${unit}`,
  met: value <= limit,
});
const noTarget = (figure: string): Pick<Row, 'figure' | 'target' | 'met'> => ({
  figure,
  target: '',
  met: null,
});

export const throughputRows = ({ http, workflow, bare }: Throughput): readonly Row[] => {
  const against = `${spread(bare, 1)} tasks/s, bare workflow`;
  const base = median(bare);
  return [
    {
      what: 'Finished tasks per second, asked for over HTTP',
      measured: `${spread(http, 1)} tasks/s`,
      against,
      ...atLeast(median(http) / base, 0.7),
    },
    {
      what: "Finished tasks per second, the product's workflow alone",
      measured: `${spread(workflow, 1)} tasks/s`,
      against,
      ...atLeast(median(workflow) / base, 0.7),
    },
  ];
};

export const actionRows = (actions: Actions): readonly Row[] => {
  const row = (what: string, count: ActionCount, limit: number): Row => ({
    what,
    measured: `${totalOf(count)}`,
    against: 'counted from the history',
    ...atMost(totalOf(count), limit, '', 0),
  });
  return [
    row('Billable actions of a two-step task', actions.task, 8),
    row('… in a thread with a live card', actions.taskInThread, 8),
    row("Billable actions of an approval's workflow", actions.approval, 6),
    row('What an approval adds to a task in a thread, all told', actions.perApproval, 6),
  ];
};

export const decisionRows = ({ http, useCase, bare }: Decisions): readonly Row[] => {
  const against = `${spread(bare, 1)} ms, bare Update and one insert`;
  return [
    {
      what: 'From decision to visible answer, over HTTP',
      measured: `${spread(http, 1)} ms`,
      against,
      ...atMost(median(http) / median(bare), 1.5, '×'),
    },
    {
      what: 'From decision to visible answer, the use case alone',
      measured: `${spread(useCase, 1)} ms`,
      against,
      ...atMost(median(useCase) / median(bare), 1.5, '×'),
    },
  ];
};

export const traceRows = ({ rows, store, select, transaction, http }: TraceReading): readonly Row[] => {
  const what = `Reading a trace of ${rows} rows`;
  const ms = (values: readonly number[]): string => `${spread(values, 2)} ms`;
  const base = median(select);
  return [
    {
      what: `${what}, the store`,
      measured: ms(store),
      against: `${ms(transaction)}, the same SELECT in its tenant's transaction`,
      ...atMost(median(store) / median(transaction), 1.3, '×'),
    },
    {
      what: '… the same',
      measured: ms(store),
      against: `${ms(select)}, the SELECT alone, tenant set beforehand`,
      ...atMost(median(store) / base, 1.3, '×'),
    },
    {
      what: '… over HTTP',
      measured: ms(http),
      against: `${ms(select)}, the SELECT alone`,
      ...noTarget(`${(median(http) / base).toFixed(2)}×`),
    },
  ];
};

const ms = (values: readonly number[]): string => `${spread(values, 1)} ms`;

export const slackRows = ({ acks, clicks, busy }: SlackFigures): readonly Row[] => {
  const against = `${ms(clicks.bare)}, bare Update and one chat call`;
  return [
    ...acks.flatMap((one) => ackRows(one)),
    {
      what: 'From Approve in Slack to its private answer',
      measured: ms(clicks.answer),
      against,
      ...atMost(median(clicks.answer) / median(clicks.bare), 1.5, '×'),
    },
    {
      what: '… and the card of everybody is final',
      measured: ms(clicks.card),
      against,
      ...atMost(median(clicks.card) / median(clicks.bare), 1.5, '×'),
    },
    ...busyRows(busy),
  ];
};

export const discordRows = ({ acks, busy }: DiscordFigures): readonly Row[] => [
  ...acks.gateway.flatMap((one) => [
    ...ackRows(one, 'command over Discord’s gateway', 'bare discord.js and a bare start'),
    deferredFirstRow(one.arms),
  ]),
  ...acks.http.flatMap((one) =>
    ackRows(one, 'command over Discord’s HTTP', 'bare Fastify with Ed25519 and a bare start'),
  ),
  ...busy.flatMap(discordBusyRows),
];

/** Only the rate that was promised has a target. */
const PROMISED = 100;

const ackRows = (
  { perSecond, arms: { ours, bare } }: Acks,
  of = 'mention in Slack',
  counterpart = 'bare Bolt and a bare start',
): readonly Row[] => {
  const factor = median(ours.p99) / median(bare.p99);
  return [
    {
      what: `Acknowledgement of a ${of}, ${perSecond} a second, p99`,
      measured: ms(ours.p99),
      against: `${ms(bare.p99)}, ${counterpart}`,
      ...(perSecond === PROMISED ? atMost(factor, 1.5, '×') : noTarget(`${factor.toFixed(2)}×`)),
    },
    {
      what: '… p50',
      measured: ms(ours.p50),
      against: `${ms(bare.p50)}, ${counterpart}`,
      ...noTarget(`${(median(ours.p50) / median(bare.p50)).toFixed(2)}×`),
    },
  ];
};

/** It says that something will come before anything is kept: what our answer promises it does not. */
const deferredFirstRow = ({
  ours,
  deferredFirst,
}: DiscordFigures['acks']['gateway'][number]['arms']): Row => ({
  what: '… p99, against an answer that promises nothing',
  measured: ms(ours.p99),
  against: `${ms(deferredFirst.p99)}, bare discord.js that defers before it starts`,
  ...noTarget(`${(median(ours.p99) / median(deferredFirst.p99)).toFixed(2)}×`),
});

/** Tier 3 of Slack's rates, and what passes at once after a pause. */
const EDITS_A_MINUTE = 50 + 20;

const seconds = (values: readonly number[], part: number): number => quantile(values, part) / 1000;

const shownRows = (
  shown: Shown & { readonly tasks: number },
  chat: string,
  place = 'channel',
): readonly Row[] => {
  const card = seconds(shown.cardMs, 0.99);
  return [
    {
      what: `${shown.tasks} noisy tasks in one ${place}, ${chat}'s rates held: approval card p99`,
      measured: `${card.toFixed(1)} s, p50 ${seconds(shown.cardMs, 0.5).toFixed(1)} s of ${shown.cardMs.length}`,
      against: `from the question to the card at ${chat}`,
      ...atMost(card, 2, ' s', 1),
    },
    {
      what: '… cards that never showed the end',
      measured: `${shown.lostEnds}`,
      against: `shown after p50 ${seconds(shown.finalMs, 0.5).toFixed(1)} s, p99 ${seconds(shown.finalMs, 0.99).toFixed(1)} s`,
      ...atMost(shown.lostEnds, 0, '', 0),
    },
  ];
};

const busyRows = (busy: Busy): readonly Row[] => [
  ...shownRows(busy, 'Slack'),
  {
    what: '… edits in the busiest minute',
    measured: `${busy.editsInAMinute}`,
    against: `${busy.refusedByRate} calls refused for their rate`,
    ...atMost(busy.editsInAMinute, EDITS_A_MINUTE, '', 0),
  },
];

const discordBusyRows = (busy: DiscordBusy): readonly Row[] => [
  ...shownRows(busy, 'Discord', busy.place),
  {
    what: '… calls refused for their rate',
    measured: `${busy.refusedByRate}`,
    against: `${busy.callsInASecond} taken in the busiest second; ${busy.invalidRequests} that Discord counts against the bot`,
    ...noTarget(`${busy.refusedByRate}`),
  },
];

export const startRows = ({ warm, cold, coldReady, stop }: Starts): readonly Row[] => [
  {
    what: '`npm start` to ready, data folder there',
    measured: `${spread(warm, 1)} s`,
    against: '',
    ...atMost(median(warm), 10, ' s', 1),
  },
  {
    what: '`npm start` in a new folder to the first finished task',
    measured: `${spread(cold, 1)} s`,
    against: `ready after ${median(coldReady).toFixed(1)} s`,
    ...atMost(median(cold), 10, ' s', 1),
  },
  {
    what: 'SIGTERM to the end of every process',
    measured: `${spread(stop, 1)} s`,
    against: '',
    ...atMost(Math.max(...stop), 10, ' s', 1),
  },
];

export const toTable = (rows: readonly Row[]): string =>
  [
    '| what | measured | against | figure | target | |',
    '|---|---|---|---|---|---|',
    ...rows.map(({ what, measured, against, figure, target, met }) => {
      const verdict = met === null ? '' : met ? '✓' : '✗';
      return `| ${[what, measured, against, figure, target, verdict].join(' | ')} |`;
    }),
  ].join('\n');

/** One column for each count, one line for each kind of action. */
export const toActionTable = (actions: Actions): string => {
  const columns = [
    ['task', actions.task],
    ['task in a thread', actions.taskInThread],
    ["approval's workflow", actions.approval],
    ['what an approval adds', actions.perApproval],
  ] as const;
  const kinds = [...new Set(columns.flatMap(([, count]) => Object.keys(count)))];
  const line = (name: string, cells: readonly (number | undefined)[]): string =>
    `| ${name} | ${cells.map((cell) => cell ?? '').join(' | ')} |`;
  return [
    `| action | ${columns.map(([name]) => name).join(' | ')} |`,
    `|---|${columns.map(() => '---').join('|')}|`,
    ...kinds.map((kind) =>
      line(
        kind,
        columns.map(([, count]) => count[kind]),
      ),
    ),
    line(
      '**all**',
      columns.map(([, count]) => totalOf(count)),
    ),
  ].join('\n');
};

export const toMemoryTable = (idle: readonly MemoryRow[], after: readonly MemoryRow[]): string => {
  const cells = ({ resident, proportional }: MemoryRow): string =>
    `${Math.round(resident)}${proportional === null ? '' : ` (${Math.round(proportional)})`}`;
  const sum = (rows: readonly MemoryRow[]): MemoryRow => ({
    name: 'all',
    processes: rows.reduce((total, row) => total + row.processes, 0),
    resident: rows.reduce((total, row) => total + row.resident, 0),
    proportional: rows.some((row) => row.proportional === null)
      ? null
      : rows.reduce((total, row) => total + (row.proportional ?? 0), 0),
  });
  const line = (name: string, before: MemoryRow, later: MemoryRow): string =>
    `| ${name} | ${later.processes} | ${cells(before)} | ${cells(later)} |`;
  return [
    '| | processes | at rest | after the measurements |',
    '|---|---|---|---|',
    ...after.map((row, index) => line(row.name, idle[index] ?? row, row)),
    line('**all**', sum(idle), sum(after)),
  ].join('\n');
};
