import { readFileSync, writeFileSync } from 'node:fs';
import { readBenchArguments } from './arguments.ts';
import { createAtEnd } from './at-end.ts';
import { startBareWorker, startBenchStack } from './bench-stack.ts';
import { createBusyMeter, readLoad, readMachine } from './machine.ts';
import { type Actions, measureActions } from './measure-actions.ts';
import { measureDecision } from './measure-decision.ts';
import { measureDiscord } from './measure-discord.ts';
import { measureSlack } from './measure-slack.ts';
import { measureStart } from './measure-start.ts';
import { measureThroughput } from './measure-throughput.ts';
import { measureTrace } from './measure-trace.ts';
import { type MemoryRow, readMemory } from './memory.ts';
import {
  actionRows,
  decisionRows,
  discordRows,
  type Row,
  slackRows,
  startRows,
  throughputRows,
  toActionTable,
  toMemoryTable,
  toTable,
  traceRows,
} from './report.ts';

const README = new URL('./README.md', import.meta.url);
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const options = readBenchArguments(process.argv.slice(2));
const wants = (part: (typeof options.parts)[number]): boolean => options.parts.includes(part);
const sizes = options.quick
  ? { tasks: 20, rounds: 1, samples: 2, reads: 50, starts: 1, seconds: 2, noisy: 8, asking: 2 }
  : { tasks: 100, rounds: 5, samples: 10, reads: 300, starts: 3, seconds: 5, noisy: 50, asking: 10 };

const main = async (): Promise<void> => {
  const atEnd = createAtEnd();
  const rows: Row[] = [];
  const add = (more: readonly Row[]): void => {
    for (const row of more)
      say(`  ${row.what}: ${row.measured}  against ${row.against}  → ${row.figure} ${row.target}`);
    rows.push(...more);
  };
  const load = readLoad();
  const busy = createBusyMeter();
  const sections: string[] = [];
  try {
    say(`load before: ${load}`);
    const stack = await startBenchStack(atEnd);
    const machine = await readMachine(stack);
    const idle = readMemory(stack.pids());
    if (wants('actions')) {
      const actions = await measureActions(stack);
      add(actionRows(actions));
      sections.push(actionSection(actions));
    }
    if (wants('trace')) {
      for (const runbook of ['bench-two-steps', 'bench-long']) {
        add(traceRows(await measureTrace(stack, { runbook, reads: sizes.reads, rounds: sizes.rounds })));
      }
    }
    if (wants('decision')) {
      const stopBareWorker = await startBareWorker(stack, atEnd);
      const decisions = await measureDecision(stack, sizes);
      await stopBareWorker();
      add(decisionRows(decisions));
      if (decisions.cardsBehind > 0) say(`  cards behind their answer: ${decisions.cardsBehind}`);
    }
    if (wants('throughput')) add(throughputRows(await measureThroughput(stack, sizes)));
    const after = readMemory(stack.pids());
    if (idle && after) sections.push(memorySection(idle, after));
    await atEnd.end();
    if (wants('slack')) add(slackRows(await measureSlack(atEnd, sizes)));
    if (wants('discord')) add(discordRows(await measureDiscord(atEnd, sizes)));
    if (wants('start')) add(startRows(await measureStart(sizes.starts, atEnd)));
    const facts = [
      ...machine.lines,
      `${new Date().toISOString().slice(0, 10)}; load of the minute before ${load}; processors in use meanwhile ${Math.round((busy() ?? 0) * 100)} %`,
      `Medians of ${sizes.rounds} rounds (starts: ${sizes.starts}), lowest and highest in brackets`,
    ];
    const result = [facts.map((fact) => `- ${fact}`).join('\n'), toTable(rows), ...sections].join('\n\n');
    say(`\n${result}`);
    if (options.write) writeResult(result);
  } finally {
    await atEnd.end();
  }
};

const actionSection = (actions: Actions): string =>
  `### Billable actions by kind\n\n${toActionTable(actions)}`;

const memorySection = (idle: readonly MemoryRow[], after: readonly MemoryRow[]): string =>
  `### Resident memory in MiB (in brackets: with shared pages divided among their users)\n\n${toMemoryTable(idle, after)}`;

const BEGIN = '<!-- result: written by npm run bench -->';
const END = '<!-- end of result -->';

/** Between the two marks; the words around them are written by people. */
const writeResult = (result: string): void => {
  const text = readFileSync(README, 'utf8');
  const [before = ''] = text.split(BEGIN);
  const after = text.split(END)[1] ?? '\n';
  writeFileSync(README, `${before}${BEGIN}\n\n${result}\n\n${END}${after}`);
};

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  },
);
