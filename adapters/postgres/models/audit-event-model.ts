import { TenantModel } from './tenant-model.ts';

export class AuditEventModel extends TenantModel {
  static override tableName = 'audit_events';
  declare memberId: string | null;
  declare action: string;
  declare subjectType: string;
  declare subjectId: string;
  declare outcome: string;
  declare surface: string;
  /** JSON text when written. */
  declare details: string;
}
