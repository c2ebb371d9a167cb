import { Model, snakeCaseMappers } from 'objection';

/** Rows of one tenant. Never bound to a connection: every query takes the handle of `withModels`. */
export class TenantModel extends Model {
  static override columnNameMappers = snakeCaseMappers();
  declare id: string;
  declare tenantId: string;
  declare createdAt: string;
}
