import { describe, expect, it } from 'vitest';
import { differences } from './drift.ts';

const wanted = { replicas: 1, resources: { cpu: '1', memory: '1Gi' }, ports: [{ port: 18_789 }], note: null };

describe('drift', () => {
  it('is none when the cluster only filled in what was not asked for', () => {
    const found = { ...wanted, progress: 600, note: 'x', resources: { cpu: '1000m', memory: '1024Mi' } };
    expect(differences(wanted, found, '')).toEqual([]);
  });

  it('names what was changed and what was taken away', () => {
    expect(differences(wanted, { ...wanted, replicas: 0, resources: { cpu: '2' } }, '')).toEqual([
      'replicas: 1 → 0',
      'resources.cpu: "1" → "2"',
      'resources.memory: "1Gi" → —',
    ]);
  });

  it('always names what a list has more', () => {
    const found = { ...wanted, ports: [{ port: 18_789 }, { port: 22 }] };
    expect(differences(wanted, found, '')).toEqual(['ports[1]: — → {"port":22}']);
  });

  it('names what was added where that is looked for, and never a restart', () => {
    const found = { a: 1, hostNetwork: true, annotations: { 'countersign/restarted-at': 'now' } };
    expect(differences({ a: 1, annotations: {} }, found, '')).toEqual([]);
    expect(differences({ a: 1, annotations: {} }, found, '', true)).toEqual(['hostNetwork: — → true']);
    expect(differences({ _from: [{}] }, { _from: [] }, 'ingress', true)).toEqual([]);
    expect(differences({ _from: [{ a: 1 }] }, {}, 'ingress', true)).toEqual(['ingress.from[0].a: 1 → —']);
  });
});
