/** The tenant of this transaction; null when none was set, and nothing equals null. */
export const CURRENT_TENANT = "nullif(current_setting('app.tenant_id', true), '')::uuid";

export type Right = 'select' | 'insert' | 'update' | 'delete';

/**
 * Shuts a table to everybody, its owner included, then opens each tenant's rows to that tenant. The app gets only
 * the rights it uses.
 */
export const isolate = (table: string, rights: readonly Right[], tenantColumn = 'tenant_id'): string => `
  alter table ${table} enable row level security;
  alter table ${table} force row level security;
  create policy tenant on ${table} to countersign_app
    using (${tenantColumn} = ${CURRENT_TENANT}) with check (${tenantColumn} = ${CURRENT_TENANT});
  grant ${rights.join(', ')} on ${table} to countersign_app;
`;

/** What the operator sets up before any tenant can be named: only for the role that owns the tables. */
export const openToOperator = (table: string): string => `
  create policy operator on ${table} to current_user using (true) with check (true);
`;

export const oneOf = (column: string, values: readonly string[]): string =>
  `check (${column} in (${values.map((value) => `'${value}'`).join(', ')}))`;
