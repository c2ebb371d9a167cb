import type { Statement } from '../database.ts';

/** An agent is in a group when a relationship of that group names it. */
export const listAgents = (tenantId: string): Statement => ({
  name: 'list_agents',
  text: `
    select a.id, a.tenant_id, a.name, a.description, a.capabilities, a.backend, a.trust_level, a.status,
      (select coalesce(json_agg(json_build_object('skillName', s.skill_name, 'proficiency', s.proficiency,
          'timesUsed', s.times_used, 'successRate', s.success_rate) order by s.skill_name), '[]')
        from agent_skills s where s.tenant_id = a.tenant_id and s.agent_id = a.id) as skills,
      array(select distinct r.group_id::text from agent_relationships r
        where r.tenant_id = a.tenant_id and (r.from_agent_id = a.id or r.to_agent_id = a.id) order by 1) as group_ids
    from agents a where a.tenant_id = $1 and a.status = 'active' order by a.name`,
  values: [tenantId],
});
