import { describe, expect, it } from 'vitest';
import type { Decision } from './approval.ts';
import { approvalCard, approvalDetailsCard } from './approval-card.ts';
import type { Card } from './card.ts';
import { LOCALES } from './member.ts';
import { DEFAULT_REQUIREMENT } from './requirement.ts';
import { renderAll } from './testing/golden.ts';
import { APPROVER, sampleApproval, secondsAgo } from './testing/samples.ts';

const said = (over: Partial<Decision> = {}): Decision => ({
  by: APPROVER,
  verdict: 'approve',
  reason: null,
  surface: 'console',
  at: secondsAgo(60),
  ...over,
});

const [stage] = DEFAULT_REQUIREMENT.stages;
const twoOf = {
  ...DEFAULT_REQUIREMENT,
  stages: stage ? [{ ...stage, quorum: 2, who: [{ group: 'security' } as const] }] : [],
};

const destructive = sampleApproval({
  subject: {
    skill: 'files',
    action: 'delete_file',
    arguments: { path: 'old/2019.csv' },
    target: 'old/2019.csv',
    toolDigest: 't'.repeat(64),
  },
  risk: { level: 'high', labels: ['writes', 'destructive'], undoable: false },
  evidence: {
    reads: [{ name: 'http.get', summary: 'https://example.org', outside: true }],
    readPrivate: true,
    readUntrusted: true,
  },
  taskNumber: null,
  taskId: null,
  taskObjective: null,
  why: null,
});

const batch = sampleApproval({
  subject: {
    skill: 'files',
    action: 'move_file',
    arguments: { source: 'a.log', destination: 'archive/a.log' },
    target: 'a.log',
    toolDigest: 't'.repeat(64),
    items: ['b.log', 'c.log'].map((source) => ({
      arguments: { source, destination: `archive/${source}` },
      target: source,
    })),
  },
});

const CASES: Readonly<Record<string, Card>> = {
  pending: approvalCard(sampleApproval()),
  'pending, cannot be undone': approvalCard(destructive),
  'pending, a batch': approvalCard(batch),
  'pending, one of two said yes': approvalCard(sampleApproval({ requirement: twoOf, decisions: [said()] })),
  'pending, a batch of fifty': approvalCard(
    sampleApproval({
      subject: {
        ...batch.subject,
        items: Array.from({ length: 49 }, (_, index) => ({
          arguments: { source: `logs/${index}.log`, destination: `archive/${index}.log` },
          target: `logs/${index}.log`,
        })),
      },
    }),
  ),
  'approved by two': approvalCard(
    sampleApproval({
      requirement: twoOf,
      status: 'approved',
      decisions: [said(), said({ by: { memberId: 'm3', displayName: 'admin' } })],
      decidedAt: secondsAgo(60),
    }),
  ),
  approved: approvalCard(
    sampleApproval({
      status: 'approved',
      decisions: [said({ reason: 'looks right' })],
      decidedAt: secondsAgo(60),
    }),
  ),
  rejected: approvalCard(
    sampleApproval({
      status: 'rejected',
      decisions: [said({ verdict: 'reject', reason: 'wrong folder' })],
      decidedAt: secondsAgo(60),
    }),
  ),
  expired: approvalCard(sampleApproval({ status: 'expired', expiresAt: secondsAgo(30) })),
  withdrawn: approvalCard(sampleApproval({ status: 'withdrawn', decidedAt: secondsAgo(30) })),
  'details of a batch': approvalDetailsCard(batch),
  details: approvalDetailsCard(sampleApproval()),
};

describe('the card of an approval', () => {
  it.each(LOCALES)('in all its states: %s', async (locale) => {
    await expect(renderAll(CASES, locale)).toMatchFileSnapshot(
      `./testing/golden/approval-card.${locale}.txt`,
    );
  });

  it('highlights Approve only for what can be undone, and asks before what cannot', () => {
    const approve = (card: Card | undefined) => card?.buttons.find((button) => button.action === 'approve');
    expect(approve(CASES.pending)).toMatchObject({ style: 'primary' });
    expect(approve(CASES.pending)).not.toHaveProperty('confirm');
    expect(approve(CASES['pending, cannot be undone'])).toMatchObject({
      style: 'plain',
      confirm: { body: { p: { target: 'old/2019.csv' } } },
    });
  });

  it('carries the digest of what it shows, and ids only in its buttons', () => {
    const card = approvalCard(sampleApproval());
    expect(card.digest).toBe('d'.repeat(64));
    expect(new Set(card.buttons.map((button) => button.value))).toEqual(new Set([sampleApproval().id]));
  });

  it('shows the whole of every argument in its details', () => {
    const content = String(sampleApproval().subject.arguments.content);
    const [section] = approvalDetailsCard(sampleApproval()).sections;
    const values = section?.kind === 'fields' ? section.fields.map((field) => field.full ?? field.value) : [];
    expect(JSON.stringify(values)).toContain(JSON.stringify(content).slice(1, -1));
  });
});
