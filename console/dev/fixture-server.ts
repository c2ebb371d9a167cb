import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Approval } from '../../core/approval.ts';
import type { ConsoleMessage } from '../../core/ports/stores.ts';
import { raw } from '../../core/text.ts';
import * as cards from './fixture-cards.ts';
import * as data from './fixture-data.ts';
import { json, problem, readBody, sendFile, toSnake } from './fixture-http.ts';
import { cardOf, fillThreads } from './fixture-threads.ts';

interface Stream {
  readonly response: ServerResponse;
  readonly memberId: string;
}

export interface FixtureServer {
  readonly url: string;
  /** So many of the next requests that write are refused. */
  refuseNext(count: number): void;
  signOut(): void;
  /** Nothing in any list. */
  empty(): void;
  become(memberIndex: 0 | 1 | 2): void;
  put(threadKey: string, message: data.FixtureMessage): void;
  /** Every stream breaks off; until `allowStreams` new ones are refused. */
  breakStreams(): void;
  allowStreams(): void;
  /** Ids that the streams were asked to go on from. */
  readonly resumedFrom: readonly string[];
  readonly received: readonly { readonly path: string; readonly body: Record<string, unknown> }[];
  close(): Promise<void>;
}

/**
 * The built page with an api of a few made-up threads: the same contract, nothing behind it. For work on the page and
 * for its browser tests: `node console/dev/fixture-server.ts [port]` after `npm run build:console`.
 */
export const startFixtureServer = async (port = 0): Promise<FixtureServer> => {
  const fixture = createFixture();
  const server = createServer((request, response) => void fixture.answer(request, response));
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const { port: bound } = server.address() as AddressInfo;
  return Object.assign(fixture.controls, {
    url: `http://127.0.0.1:${bound}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
};

const createFixture = () => {
  let member: (typeof data.MEMBERS)[number] = data.MEMBERS[0];
  let signedOut = false;
  let tasks: readonly (typeof data.TASKS)[number][] = data.TASKS;
  let approvals: readonly Approval[] = data.APPROVALS;
  let revision = 0;
  let refusals = 0;
  let refuseStreams = false;
  const threads = new Map<string, ConsoleMessage[]>();
  const streams = new Set<Stream>();
  const resumedFrom: string[] = [];
  const received: { path: string; body: Record<string, unknown> }[] = [];

  const visible = (message: ConsoleMessage): boolean =>
    message.visibleTo === null || message.visibleTo === member.id;

  const send = (event: string, body: unknown, id?: number): void => {
    for (const { response } of streams) {
      response.write(
        `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(body)}\n\n`,
      );
    }
  };

  const put = (threadKey: string, message: data.FixtureMessage): void => {
    const messages = threads.get(threadKey) ?? [];
    threads.set(threadKey, messages);
    const index = messages.findIndex(({ slot }) => slot === message.slot);
    revision += 1;
    const written: ConsoleMessage = {
      threadId: threadKey,
      ...message,
      seq: index < 0 ? messages.length + 1 : (messages[index]?.seq ?? 0),
      revision,
      updatedAt: new Date().toISOString(),
    };
    if (index < 0) messages.push(written);
    else messages[index] = written;
    if (visible(written)) send('message', { ...written, threadKey }, revision);
  };

  const approvalBody = (approval: Approval) => ({
    ...toSnake(approval),
    subject: { ...approval.subject, tool_digest: approval.subject.toolDigest },
    evidence: toSnake(approval.evidence),
    requested_by: toSnake(approval.requestedBy),
    decisions: approval.decisions.map((decision) => ({ ...decision, by: toSnake(decision.by) })),
  });

  const decide = (
    id: string,
    verdict: 'approve' | 'reject',
    reason: string | null,
  ): { status: number; code: string; sentence: string } => {
    const approval = approvals.find((each) => each.id === id);
    if (!approval) return { status: 404, code: 'not_found', sentence: 'There is no such approval.' };
    const last = approval.decisions.at(-1);
    if (last)
      return {
        status: 409,
        code: 'already_decided',
        sentence: `${last.by.displayName} decided this already. Nothing was changed by your click.`,
      };
    if (approval.requestedBy.memberId === member.id) {
      return {
        status: 403,
        code: 'own_request',
        sentence: 'You asked for this, so somebody else has to approve it.',
      };
    }
    const at = new Date().toISOString();
    const decided: Approval = {
      ...approval,
      status: verdict === 'approve' ? 'approved' : 'rejected',
      decidedAt: at,
      decisions: [
        {
          by: { memberId: member.id, displayName: member.displayName },
          verdict,
          reason,
          surface: 'console',
          at,
        },
      ],
    };
    approvals = approvals.map((each) => (each.id === id ? decided : each));
    put(approval.number === 57 ? data.THREADS.running : data.THREADS.archive, cardOf(decided));
    send('approval', { approvalId: id });
    const sentence =
      verdict === 'approve'
        ? `Approved. ${approval.subject.skill}.${approval.subject.action} runs now.`
        : 'Rejected. Nothing was changed.';
    return { status: 200, code: 'accepted', sentence };
  };

  const act = (body: Record<string, unknown>): void => {
    const { action, value, values, interactionId, threadKey } = body as Record<string, string> & {
      values?: Record<string, string>;
    };
    const now = new Date().toISOString();
    if (action === 'reject' && !values) {
      put(
        String(threadKey),
        data.fromBot(
          `message:form-${interactionId}`,
          {
            kind: 'form',
            interactionId: String(interactionId),
            form: {
              action: 'reject',
              value: String(value),
              title: { t: 'page.reject_title', p: { number: 'A-57' } },
              fields: [
                {
                  name: 'reason',
                  label: { t: 'page.reason' },
                  kind: 'multiline',
                  required: true,
                  maxLength: 2000,
                },
              ],
              submit: { t: 'page.reject' },
            },
          },
          now,
          member.id,
        ),
      );
      return;
    }
    const verdict = action === 'reject' ? 'reject' : 'approve';
    const answer =
      action === 'approve' || action === 'reject'
        ? decide(String(value), verdict, values?.reason ?? null)
        : { status: 200, sentence: `Done: ${action}.` };
    const notice = {
      tone: answer.status === 200 ? ('success' as const) : ('muted' as const),
      text: raw(answer.sentence),
    };
    put(
      String(threadKey),
      data.fromBot(`answer:${value}:${member.id}`, { kind: 'notice', notice }, now, member.id),
    );
  };

  const openStream = (request: IncomingMessage, response: ServerResponse, url: URL): void => {
    if (refuseStreams) {
      problem(response, 503, 'store_unavailable', 'The database is away.');
      return;
    }
    const from = request.headers['last-event-id'] ?? url.searchParams.get('after') ?? '';
    if (from !== '') resumedFrom.push(String(from));
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write('retry: 200\n\n');
    const stream = { response, memberId: member.id };
    for (const [threadKey, messages] of threads) {
      for (const message of messages) {
        if (from !== '' && message.revision > Number(from) && visible(message)) {
          response.write(
            `id: ${message.revision}\nevent: message\ndata: ${JSON.stringify({ ...message, threadKey })}\n\n`,
          );
        }
      }
    }
    streams.add(stream);
    response.on('close', () => streams.delete(stream));
  };

  const threadList = () =>
    [...threads]
      .map(([threadKey, messages]) => {
        const first = messages.find(({ body }) => body.kind === 'text');
        const card = messages.findLast(({ body }) => body.kind === 'card' && body.card.kind === 'task');
        const number = card?.body.kind === 'card' ? card.body.card.number : undefined;
        return {
          threadKey,
          thread: {
            threadId: threadKey,
            platform: 'console',
            workspaceId: 't',
            channelId: 'main',
            threadKey,
          },
          title: first?.body.kind === 'text' ? first.body.text : '…',
          lastMessageAt: messages.at(-1)?.createdAt ?? data.ago(0),
          taskStatus: tasks.find(({ ref }) => ref === number)?.status ?? null,
        };
      })
      .sort((a, b) => (a.lastMessageAt < b.lastMessageAt ? 1 : -1));

  const find = (id: string | undefined) => tasks.find((task) => task.ref === id || task.id === id);
  const findApproval = (id: string | undefined) =>
    approvals.find((approval) => `A-${approval.number}` === id || approval.id === id);

  const read = (url: URL, parts: readonly string[]): unknown => {
    const [root, area, name, id, part] = parts;
    if (root === 'console' && area === 'api') {
      if (name === 'session')
        return { tenant: { name: 'Example organization' }, member, members: data.MEMBERS, local: true };
      if (name === 'catalogue') return data.CATALOGUE;
      if (name === 'threads' && id)
        return { thread: null, messages: (threads.get(id) ?? []).filter(visible) };
      if (name === 'threads') return { threads: threadList() };
    }
    if (name === 'agent-tasks' && !id) {
      const wanted = url.searchParams.get('status')?.split(',');
      return { items: tasks.filter(({ status }) => !wanted || wanted.includes(status)), next_cursor: null };
    }
    if (name === 'agent-tasks' && part === 'trace') return { items: find(id) ? data.TRACE : [] };
    if (name === 'agent-tasks') return find(id);
    if (name === 'approvals' && !id) {
      const status = url.searchParams.get('status');
      const taskId = find(url.searchParams.get('task') ?? '')?.number;
      const items = approvals.filter(
        (each) =>
          (!status || each.status === status) &&
          (!url.searchParams.has('task') || each.taskNumber === taskId),
      );
      return { items: items.map(approvalBody), next_cursor: null };
    }
    const approval = name === 'approvals' ? findApproval(id) : undefined;
    return approval && approvalBody(approval);
  };

  const write = (
    parts: readonly string[],
    body: Record<string, unknown>,
  ): { status: number; body?: unknown; problem?: readonly [string, string] } => {
    const [, , name, id, part] = parts;
    if (name === 'session') {
      member = data.MEMBERS.find((each) => each.id === body.memberId) ?? member;
      return { status: 204 };
    }
    if (name === 'threads' && id) {
      const index = data.MEMBERS.findIndex((each) => each.id === member.id) as 0 | 1 | 2;
      put(id, data.fromMember(index, String(body.text), new Date().toISOString(), String(body.messageId)));
      if (String(body.text).startsWith('/help')) {
        put(
          id,
          data.fromBot(
            `answer:${body.messageId}:0`,
            { kind: 'card', card: cards.helpCard },
            new Date().toISOString(),
          ),
        );
      }
      return { status: 202, body: {} };
    }
    if (name === 'actions') {
      act(body);
      return { status: 202, body: {} };
    }
    const approval = part === 'decision' ? findApproval(id) : undefined;
    if (approval) {
      const answer = decide(
        approval.id,
        body.verdict as 'approve' | 'reject',
        (body.reason ?? null) as string | null,
      );
      if (answer.status !== 200) return { status: answer.status, problem: [answer.code, answer.sentence] };
      return { status: 200, body: { outcome: answer.code, message: answer.sentence } };
    }
    return { status: 200, body: {} };
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://fixture');
    const parts = url.pathname.split('/').filter(Boolean);
    const isData = parts[0] === 'api' || (parts[0] === 'console' && parts[1] === 'api');
    if (!isData) return sendFile(response, url.pathname);
    if (signedOut) return problem(response, 401, 'not_signed_in', 'Sign in first.');
    if (parts[2] === 'stream') return openStream(request, response, url);
    if (request.method !== 'GET') {
      const body = JSON.parse((await readBody(request)) || '{}') as Record<string, unknown>;
      if (refusals > 0) {
        refusals -= 1;
        return problem(
          response,
          503,
          'workflow_service_unavailable',
          'The task service does not answer. Nothing was started.',
        );
      }
      received.push({ path: url.pathname, body });
      const done = write(parts, body);
      if (done.problem) return problem(response, done.status, ...done.problem);
      return json(response, done.status, done.body);
    }
    if (parts.at(-1) === 'output') {
      response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' });
      return void response.end(data.REPORT.repeat(20));
    }
    const found = read(url, parts);
    if (found === undefined)
      return problem(response, 404, 'not_found', 'There is nothing under this number.');
    json(response, 200, found);
  };

  fillThreads(put);

  return {
    answer,
    controls: {
      put,
      received,
      resumedFrom,
      refuseNext: (count: number) => {
        refusals = count;
      },
      signOut: () => {
        signedOut = true;
      },
      empty: () => {
        tasks = [];
        approvals = [];
        threads.clear();
      },
      become: (index: 0 | 1 | 2) => {
        member = data.MEMBERS[index];
      },
      breakStreams: () => {
        refuseStreams = true;
        for (const { response } of streams) response.destroy();
      },
      allowStreams: () => {
        refuseStreams = false;
      },
    },
  };
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url } = await startFixtureServer(Number(process.argv[2] ?? 4610));
  process.stdout.write(`${url}\n`);
}
