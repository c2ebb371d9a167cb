import { describe, expect, it } from 'vitest';
import type { FileError } from '../../core/schema/file-problems.ts';
import { type HttpSkillConfig, httpSkillSchema } from '../http-skill/config.ts';
import { type McpSkillConfig, mcpSkillSchema } from '../mcp/config.ts';
import { readSkillsConfig } from './config.ts';

const read = (yaml: string) =>
  readSkillsConfig<McpSkillConfig | HttpSkillConfig>(yaml, 'skills.yaml', {
    backends: { mcp: mcpSkillSchema, http: httpSkillSchema },
    places: { workspace: '/data/ws', data: '/data', env: { TOKEN: 's3cret' } },
  });

const problemsOf = (yaml: string): readonly string[] => {
  try {
    read(yaml);
    return [];
  } catch (error) {
    return (error as FileError).problems;
  }
};

describe('the skills file', () => {
  it('fills in the places of this installation', () => {
    const skills = read(`
skills:
  files: { backend: mcp, transport: stdio, command: npx-free, package: some-server, args: ["\${workspace}/x"] }
  remote:
    backend: mcp
    transport: streamable-http
    url: https://mcp.example/
    headers: { authorization: "Bearer \${env:TOKEN}" }
`);
    expect(skills.get('files')).toMatchObject({ args: ['/data/ws/x'], timeout: 60 });
    expect(skills.get('remote')).toMatchObject({ headers: { authorization: 'Bearer s3cret' } });
  });

  it('tells everything that is wrong at once, each with its line', () => {
    expect(
      problemsOf(`skills:
  files:
    backend: mcp
    transport: stdio
    command: npx-free
    colour: red
  other:
    backend: gopher
  web:
    backend: http
    approval: sometimes
    actions:
      go:
        description: goes
        method: GET
        url: gopher://x
  Bad Name: { backend: http }
  more:
    backend: mcp
    transport: streamable-http
    url: "\${env:MISSING}"
    headers: { a: "\${nothing}" }
`),
    ).toEqual([
      'skills.yaml:5: skills.files.command: npx-free needs "package"',
      'skills.yaml:6: skills.files.colour: is not known here',
      'skills.yaml:8: skills.other.backend: must be one of mcp, http',
      'skills.yaml:11: skills.web.approval: Invalid option: expected one of "never"|"always"|"default"',
      'skills.yaml:16: skills.web.actions.go.url: must start with http:// or https://',
      'skills.yaml:17: skills.Bad Name: must be lower-case letters, digits, - or _',
      'skills.yaml:21: skills.more.url: the environment variable MISSING is not set',
      'skills.yaml:21: skills.more.url: Invalid URL',
      'skills.yaml:22: skills.more.headers.a: ${nothing} is not known; there are ${workspace}, ${data} and ${env:NAME}',
    ]);
  });

  it('names who has to approve: roles and groups, nothing else', () => {
    const skills = read(`
skills:
  files:
    backend: mcp
    transport: stdio
    command: npx-free
    package: some-server
    approvers: [admin]
    actions: { write_file: { approval: always, approvers: ["@ops", admin] } }
`);
    expect(skills.get('files')).toMatchObject({
      approvers: ['admin'],
      actions: { write_file: { approvers: ['@ops', 'admin'] } },
    });
    expect(
      problemsOf(`skills:
  web:
    backend: http
    approvers: []
    actions:
      go:
        description: goes
        method: GET
        url: https://x
        approvers:
          - "@ops"
          - aprover
`),
    ).toEqual([
      'skills.yaml:4: skills.web.approvers: must name somebody',
      "skills.yaml:12: skills.web.actions.go.approvers.1: must be one of requester, approver, admin, or @ and a group's name in lower case",
    ]);
  });

  it('tells the line of what is no YAML', () => {
    expect(problemsOf('skills:\n  a: [1,\n  b: 2')[0]).toMatch(/^skills\.yaml:\d+: /);
    expect(problemsOf('- 1')[0]).toMatch(/^skills\.yaml:1: /);
    expect(problemsOf('')[0]).toMatch(/^skills\.yaml:1: /);
  });
});
