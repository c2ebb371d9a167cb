import type { Approval } from '../../approval.ts';
import type { ApprovalStore, AuditStore } from '../../ports/stores.ts';
import { found, type MemoryState, pageOf } from './state.ts';

export const createApprovalFake = (memory: MemoryState): ApprovalStore => ({
  async insert({ approvalId, thread: _thread, ...approval }) {
    const state = memory.of(approval.tenantId);
    const known = state.approvals.get(approvalId);
    if (known) return known;
    const task = approval.taskId ? state.tasks.get(approval.taskId) : undefined;
    const row: Approval = {
      ...structuredClone(approval),
      id: approvalId,
      number: state.approvals.size + 1,
      taskNumber: task?.number ?? null,
      taskObjective: task?.objective ?? null,
      status: 'pending',
      decisions: [],
      decidedAt: null,
    };
    state.approvals.set(approvalId, row);
    memory.announce({ topic: 'approval', tenantId: approval.tenantId, approvalId });
    return row;
  },
  byId: async (tenantId, id) => memory.of(tenantId).approvals.get(id) ?? null,
  byNumber: async (tenantId, number) =>
    [...memory.of(tenantId).approvals.values()].find((approval) => approval.number === number) ?? null,
  async list(tenantId, filter) {
    const rows = [...memory.of(tenantId).approvals.values()]
      .filter((approval) => !filter.status || approval.status === filter.status)
      .filter((approval) => filter.taskId === undefined || approval.taskId === filter.taskId)
      .sort((a, b) => b.number - a.number);
    return pageOf(rows, (approval) => approval.number, filter);
  },
  async settle(tenantId, id, { status, decisions, decidedAt }) {
    const state = memory.of(tenantId);
    const row = found(state.approvals.get(id));
    if (row.status !== 'pending') return row;
    const said = decisions.filter(
      (one) => !row.decisions.some((known) => known.by.memberId === one.by.memberId),
    );
    const settled: Approval = {
      ...row,
      status,
      decidedAt,
      decisions: [...row.decisions, ...structuredClone(said)],
    };
    state.approvals.set(id, settled);
    if (status !== row.status || said.length > 0) {
      memory.announce({ topic: 'approval', tenantId, approvalId: id });
    }
    return settled;
  },
});

export const createAuditFake = (memory: MemoryState): AuditStore => ({
  async append(tenantId, { action, outcome, memberId, subjectType, subjectId }) {
    memory.of(tenantId).audit.push({ subjectType, subjectId, action, outcome, memberId, at: memory.now() });
  },
  list: async (tenantId, subjectType, subjectId) =>
    memory
      .of(tenantId)
      .audit.filter((row) => row.subjectType === subjectType && row.subjectId === subjectId)
      .map(({ action, outcome, memberId, at }) => ({ action, outcome, memberId, at })),
});
