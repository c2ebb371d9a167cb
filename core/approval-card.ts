import { type Approval, approvalNumber, type Requirement, type Verdict, type Who } from './approval.ts';
import type { Card, CardButton, CardField, CardSection, Tone } from './card.ts';
import { type Arguments, callName } from './skill.ts';
import { taskNumber } from './task.ts';
import { raw, type Text, text } from './text.ts';

const HEAD: Readonly<Record<Approval['status'], { readonly sign: string; readonly tone: Tone }>> = {
  pending: { sign: '▲', tone: 'waiting' },
  approved: { sign: '✓', tone: 'success' },
  rejected: { sign: '✗', tone: 'danger' },
  changes_requested: { sign: '✗', tone: 'danger' },
  expired: { sign: '⊘', tone: 'muted' },
  withdrawn: { sign: '⊘', tone: 'muted' },
};

/** The one card of an approval. While it is pending it carries the digest of what it shows, and buttons. */
export const approvalCard = (approval: Approval): Card => {
  const pending = approval.status === 'pending';
  return {
    kind: 'approval',
    ...HEAD[approval.status],
    title: text(pending ? 'approval.title' : `approval.title.${approval.status}`),
    state: pending ? [text('approval.for', { who: whoText(approval.requirement) })] : outcomeOf(approval),
    number: approvalNumber(approval.number),
    subtitle: actionLine(approval),
    ...(pending ? { expiresAt: approval.expiresAt } : {}),
    sections: [{ kind: 'fields', fields: fieldsOf(approval) }],
    buttons: pending ? buttonsOf(approval) : [detailsButton(approval)],
    digest: approval.digest,
    ...(pending ? {} : { final: true as const }),
    link: `/approvals/${approvalNumber(approval.number)}`,
  };
};

const outcomeOf = (approval: Approval): readonly Text[] => {
  const last = approval.decisions.at(-1);
  if (approval.status === 'expired') return [text('approval.expired_at', { at: { at: approval.expiresAt } })];
  if (approval.status === 'withdrawn' || !last) return [text('approval.withdrawn_why')];
  return [
    text('approval.by', { by: namesOf(approval, last.verdict), at: { at: last.at } }),
    ...(last.reason ? [text('approval.reason', { reason: last.reason })] : []),
  ];
};

/** Everybody who said the same. */
const namesOf = ({ decisions }: Approval, verdict: Verdict): string =>
  decisions
    .filter((decision) => decision.verdict === verdict)
    .map((decision) => decision.by.displayName)
    .join(', @');

/** The exact action and its target, then the risk in words. */
const actionLine = ({ subject, risk }: Approval): readonly Text[] => [
  raw(subject.target ? `${callName(subject)} → ${subject.target}` : callName(subject)),
  ...(subject.items ? [text('approval.items', { count: subject.items.length + 1 })] : []),
  ...risk.labels.map((label) => text(`approval.label.${label}`)),
  text(`approval.risk.${risk.level}`),
  text(risk.undoable ? 'approval.undo.yes' : 'approval.undo.no'),
];

/** A value longer than this is folded, with its size. Characters. */
const SHORT = 120;

/** A list of calls longer than this is folded after its first part. Characters. */
const LIST_LENGTH = 1000;
/** The details show this much of one value at once. Characters. */
const WHOLE = 4000;

const sizeOf = (words: string): Text =>
  text('approval.size', { characters: words.length, lines: words.split('\n').length });

const toField = (label: Text, value: unknown, limit = SHORT): CardField => {
  const words = typeof value === 'string' ? value : (JSON.stringify(value, null, 2) ?? '');
  if (words.length <= limit && (limit > SHORT || !words.includes('\n'))) return { label, value: raw(words) };
  return {
    label,
    value: raw(`${words.slice(0, SHORT).replaceAll('\n', ' ')}…`),
    full: words,
    size: sizeOf(words),
  };
};

const argumentFields = (args: Arguments): readonly CardField[] =>
  Object.entries(args).map(([name, value]) => toField(raw(name), value));

/** All calls of a batch as one list: what will be touched, line by line. */
const itemsField = ({ subject }: Approval): readonly CardField[] => {
  if (!subject.items) return argumentFields(subject.arguments);
  const all = [subject, ...subject.items];
  const list = all
    .map(({ arguments: args }) =>
      Object.entries(args)
        .map(([name, value]) => `${name}: ${plain(value)}`)
        .join('  '),
    )
    .join('\n');
  const label = text('approval.items', { count: all.length });
  if (list.length <= LIST_LENGTH) return [{ label, value: raw(list) }];
  const start = `${list.slice(0, Math.max(list.lastIndexOf('\n', LIST_LENGTH), 0) || LIST_LENGTH)}\n…`;
  return [{ label, value: raw(start), full: list, size: sizeOf(list) }];
};

const plain = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

const fieldsOf = (approval: Approval): readonly CardField[] => [
  { label: text('approval.field.why'), value: whyText(approval) },
  ...itemsField(approval),
  ...(approval.subject.changes
    ? [toField(text('approval.field.changes'), approval.subject.changes, LIST_LENGTH)]
    : []),
  { label: text('approval.field.seen'), value: seenText(approval) },
  ...(approval.status === 'pending'
    ? [{ label: text('approval.field.needs'), value: needsText(approval) }]
    : []),
];

const whyText = ({ why, taskNumber: number, taskObjective, requestedBy }: Approval): Text => {
  const context =
    number === null
      ? text('approval.why.alone', { by: requestedBy.displayName })
      : text('approval.why.task', {
          title: taskObjective ?? '',
          number: taskNumber(number),
          by: requestedBy.displayName,
        });
  return why ? text('approval.why.said', { why, context }) : context;
};

const seenText = ({ evidence }: Approval): Text => {
  if (evidence.reads.length === 0) return text('approval.seen.nothing');
  const list = evidence.reads.map(({ name, summary }) => (summary ? `${name} (${summary})` : name));
  return text('approval.seen', {
    list: list.join(', '),
    private: String(evidence.readPrivate),
    outside: String(evidence.readUntrusted),
  });
};

const whoOne = (who: Who): Text => {
  if ('role' in who) return text(`approval.role.${who.role}`);
  return raw(`@${'group' in who ? who.group : who.member}`);
};

/** Whose yes counts, in words: `@approvers or @admins`. */
export const whoText = (requirement: Requirement): Text => {
  const [first, ...rest] = requirement.stages[0]?.who ?? [];
  if (!first) return raw('');
  return rest.reduce<Text>(
    (words, who) => text('approval.or', { first: words, second: whoOne(who) }),
    whoOne(first),
  );
};

/** How many distinct people said yes. */
export const approvalsSoFar = (approval: Approval): number =>
  approval.decisions.filter((decision) => decision.verdict === 'approve').length;

const needsText = (approval: Approval): Text => {
  const stage = approval.requirement.stages[0];
  const quorum = stage?.quorum ?? 1;
  const who = whoText(approval.requirement);
  const have = approvalsSoFar(approval);
  if (have > 0) {
    const by = namesOf(approval, 'approve');
    return text('approval.still_needed', { have, need: quorum, by, missing: quorum - have, who });
  }
  return text('approval.needs', {
    quorum,
    who,
    distinct: String(stage?.distinctFrom.includes('requester') ?? false),
    requester: approval.requestedBy.displayName,
  });
};

const detailsButton = (approval: Approval): CardButton => ({
  action: 'approval_details',
  value: approval.id,
  label: text('card.button.details'),
  style: 'plain',
});

const buttonsOf = (approval: Approval): readonly CardButton[] => {
  const action = callName(approval.subject);
  const { undoable } = approval.risk;
  const target = approval.subject.target ?? action;
  return [
    {
      action: 'approve',
      value: approval.id,
      label: text('card.button.approve'),
      style: undoable ? 'primary' : 'plain',
      ...(undoable
        ? {}
        : {
            confirm: {
              title: text('approval.confirm.title', { action }),
              body: text('approval.confirm.body', { target }),
              button: text('approval.confirm.button', { action }),
            },
          }),
    },
    { action: 'reject', value: approval.id, label: text('card.button.reject'), style: 'plain' },
    detailsButton(approval),
  ];
};

/** Everything of an approval, for the person who wants to see it all before answering. */
export const approvalDetailsCard = (approval: Approval): Card => {
  const items = [approval.subject, ...(approval.subject.items ?? [])];
  const whole = items.flatMap(({ arguments: args }, index) =>
    Object.entries(args).map(([name, value]): CardField => {
      const label = items.length > 1 ? text('approval.field.item', { name, index: index + 1 }) : raw(name);
      return toField(label, value, WHOLE);
    }),
  );
  const sections: readonly CardSection[] = [
    {
      kind: 'fields',
      fields: [
        { label: text('approval.field.why'), value: whyText(approval) },
        ...whole,
        { label: text('approval.field.seen'), value: seenText(approval) },
        { label: text('approval.field.needs'), value: needsText(approval) },
        {
          label: text('approval.field.asked'),
          value: text('approval.at', { at: { at: approval.createdAt } }),
        },
        {
          label: text('approval.field.expires'),
          value: text('approval.at', { at: { at: approval.expiresAt } }),
        },
        { label: text('approval.field.digest'), value: raw(approval.digest) },
        { label: text('approval.field.tool'), value: raw(approval.subject.toolDigest) },
      ],
    },
  ];
  return { ...approvalCard(approval), sections, buttons: [] };
};
