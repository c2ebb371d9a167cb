import { createHash } from 'node:crypto';
import type { Catalogue, CatalogueStore } from '../../../core/ports/stores.ts';
import type { RunbookInfo } from '../../../core/runbook.ts';
import { callName, type SkillAction } from '../../../core/skill.ts';
import type { Database } from '../database.ts';
import { type CatalogueEntry, readCatalogue, replaceCatalogue } from '../queries/catalogue.ts';

const digestOf = (body: unknown): string => createHash('sha256').update(JSON.stringify(body)).digest('hex');

const toEntry = (kind: CatalogueEntry['kind'], name: string, body: unknown): CatalogueEntry => ({
  kind,
  name,
  body,
  digest: digestOf(body),
});

type Row =
  | { readonly kind: 'runbook'; readonly body: RunbookInfo }
  | { readonly kind: 'action'; readonly body: SkillAction };

export const createCatalogueStore = (db: Database): CatalogueStore => ({
  async read(tenantId): Promise<Catalogue> {
    const rows = await db.run<Row>(tenantId, readCatalogue());
    return {
      runbooks: rows.flatMap((row) => (row.kind === 'runbook' ? [row.body] : [])),
      actions: rows.flatMap((row) => (row.kind === 'action' ? [row.body] : [])),
    };
  },
  async replace({ runbooks, actions }) {
    const entries = [
      ...runbooks.map((runbook) => toEntry('runbook', runbook.name, runbook)),
      ...actions.map((action) => toEntry('action', callName(action), action)),
    ];
    await db.withSettings({ 'app.scope': 'catalogue' }, (scope) => scope.query(replaceCatalogue(entries)));
  },
});
