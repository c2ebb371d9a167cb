import type { Locale, Member, Role } from '../../../core/member.ts';
import { TenantModel } from './tenant-model.ts';

export class MemberModel extends TenantModel {
  static override tableName = 'members';
  declare displayName: string;
  declare role: Role;
  declare locale: Locale;

  toMember(): Member {
    const { id, tenantId, displayName, role, locale } = this;
    return { id, tenantId, displayName, role, locale };
  }
}
