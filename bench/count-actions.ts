/** What the counting rule needs of an event of a workflow's history. */
export interface HistoryEvent {
  readonly type: string;
  /** Of an activity's start: 1, or more after retries. */
  readonly attempt?: number;
  readonly activity?: string;
  /** Of a marker. */
  readonly marker?: string;
  /** The workflow task that a command's event came from. */
  readonly workflowTask?: string;
  readonly childOf?: string;
}

/** Billable actions by what they are. */
export type ActionCount = Readonly<Record<string, number>>;

/**
 * The documented rule of Temporal's cloud (docs.temporal.io/cloud/actions): a start is 1 and a child's start 2 (the
 * parent's intent and the attempt); every attempt of an activity 1; all local activities of one workflow task together
 * 1; a timer, a signal, an Update 1 each, also a timer the SDK starts for a timeout. Heartbeats are no events: they are
 * counted by who sends them.
 */
export const countActions = (events: readonly HistoryEvent[]): ActionCount => {
  const count: Record<string, number> = {};
  const add = (name: string, more = 1): void => {
    count[name] = (count[name] ?? 0) + more;
  };
  const tasksWithLocal = new Set<string>();
  for (const event of events) {
    switch (event.type) {
      case 'WORKFLOW_EXECUTION_STARTED':
        // A child's own start is the second of the two that its parent's command counts.
        add(event.childOf ? 'child workflow: the attempt' : 'workflow start');
        break;
      case 'WORKFLOW_EXECUTION_CONTINUED_AS_NEW':
        break;
      case 'START_CHILD_WORKFLOW_EXECUTION_INITIATED':
        add('child workflow: the intent');
        break;
      case 'ACTIVITY_TASK_STARTED':
        add(`activity ${event.activity ?? ''}`.trim(), event.attempt ?? 1);
        break;
      case 'TIMER_STARTED':
        add('timer');
        break;
      case 'WORKFLOW_EXECUTION_SIGNALED':
        add('signal');
        break;
      case 'WORKFLOW_EXECUTION_UPDATE_ACCEPTED':
        add('update');
        break;
      case 'UPSERT_WORKFLOW_SEARCH_ATTRIBUTES':
        add('search attributes');
        break;
      case 'MARKER_RECORDED':
        if (event.marker === LOCAL_MARKER) tasksWithLocal.add(event.workflowTask ?? '');
        break;
    }
  }
  if (tasksWithLocal.size > 0) add('local activities, per workflow task', tasksWithLocal.size);
  return count;
};

const LOCAL_MARKER = 'core_local_activity';

export const totalOf = (count: ActionCount): number =>
  Object.values(count).reduce((sum, value) => sum + value, 0);

/** What `a` has more than `b`, by kind; fewer shows as a negative number. */
export const difference = (a: ActionCount, b: ActionCount): ActionCount => {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  const rows = [...names].map((name) => [name, (a[name] ?? 0) - (b[name] ?? 0)] as const);
  return Object.fromEntries(rows.filter(([, value]) => value !== 0));
};
