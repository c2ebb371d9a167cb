import type { Statement } from '../database.ts';
import { toJson } from '../values.ts';

export interface CatalogueEntry {
  readonly kind: 'runbook' | 'action';
  readonly name: string;
  readonly body: unknown;
  readonly digest: string;
}

export const readCatalogue = (): Statement => ({
  name: 'read_catalogue',
  text: 'select kind, body from catalogue_entries order by kind, name',
  values: [],
});

/** What is no longer there goes, what changed is replaced; the rest is not written again. */
export const replaceCatalogue = (entries: readonly CatalogueEntry[]): Statement => ({
  text: `with entry as (
      select * from jsonb_to_recordset($1::jsonb) as e (kind text, name text, body jsonb, digest text)
    ), gone as (
      delete from catalogue_entries c
      where not exists (select from entry e where e.kind = c.kind and e.name = c.name)
    )
    insert into catalogue_entries as c (kind, name, body, digest)
    select kind, name, body, digest from entry order by kind, name
    on conflict (kind, name) do update set body = excluded.body, digest = excluded.digest
      where c.digest <> excluded.digest`,
  values: [toJson(entries)],
});
