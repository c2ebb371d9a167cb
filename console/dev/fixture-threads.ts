import type { Approval } from '../../core/approval.ts';
import { approvalCard } from '../../core/approval-card.ts';
import * as cards from './fixture-cards.ts';
import * as data from './fixture-data.ts';

export const cardOf = (approval: Approval): data.FixtureMessage =>
  data.fromBot(
    `approval:${approval.id}`,
    { kind: 'card', card: { ...approvalCard(approval), digest: approval.digest } },
    approval.createdAt,
  );

/** What was said before the test began. */
export const fillThreads = (put: (threadKey: string, message: data.FixtureMessage) => void): void => {
  const [report, archive] = data.APPROVALS;
  put(
    data.THREADS.failed,
    data.fromMember(0, '/run site-check url=https://intranet.example.org', data.ago(180000), 'm-failed'),
  );
  put(
    data.THREADS.failed,
    data.fromBot('task:139', { kind: 'card', card: cards.failedTaskCard }, data.ago(180000)),
  );
  put(data.THREADS.lists, data.fromMember(0, '/help', data.ago(7000), 'm-help'));
  put(
    data.THREADS.lists,
    data.fromBot('answer:help:0', { kind: 'card', card: cards.helpCard }, data.ago(7000)),
  );
  put(data.THREADS.lists, data.fromMember(0, '/tasks', data.ago(6900), 'm-tasks'));
  put(data.THREADS.lists, data.fromBot('list:tasks', { kind: 'card', card: cards.listCard }, data.ago(6900)));
  put(
    data.THREADS.archive,
    data.fromMember(0, '/run archive-old-files pattern=*.log', data.ago(4100), 'm-archive'),
  );
  if (archive) put(data.THREADS.archive, cardOf(archive));
  put(
    data.THREADS.running,
    data.fromBot('task:138', { kind: 'card', card: cards.doneTaskCard }, data.ago(900)),
  );
  put(
    data.THREADS.running,
    data.fromMember(0, 'Once more, please, with the new notes.', data.ago(205), 'm-run'),
  );
  put(
    data.THREADS.running,
    data.fromBot('task:142', { kind: 'card', card: cards.waitingTaskCard }, data.ago(204)),
  );
  if (report) put(data.THREADS.running, cardOf(report));
};
