import { describe, expect, it } from 'vitest';
import { helmEnvironment, isBusy, toHelmError } from './helm.ts';

const said = (stderr: string) => toHelmError(Object.assign(new Error('helm'), { stderr }));

describe('what helm says', () => {
  it.each([
    [
      'cluster_unavailable',
      'Error: Kubernetes cluster unreachable: Get "https://127.0.0.1:1/version": dial tcp',
    ],
    ['cluster_unavailable', 'Error: UPGRADE FAILED: etcdserver: request timed out'],
    [
      'cluster_unavailable',
      'Error: UPGRADE FAILED: another operation (install/upgrade/rollback) is in progress',
    ],
    [
      'cluster_unavailable',
      'Error: create: forbidden: unable to create new content in namespace x because it is being terminated',
    ],
    ['quota_exceeded', 'Error: persistentvolumeclaims "a" is forbidden: exceeded quota: countersign'],
    [
      'deploy_failed',
      "Error: values don't meet the specifications of the schema(s) in the following chart(s):\nopenclaw",
    ],
    ['deploy_failed', 'Error: INSTALLATION FAILED: Deployment.apps "x" is invalid: spec'],
  ])('is %s: %s', (code, words) => expect(said(words).code).toBe(code));

  it('is told without the word every one begins with', () => {
    expect(said('level=warn msg=x\nError: INSTALLATION FAILED: no').params.detail).toBe(
      'INSTALLATION FAILED: no',
    );
  });

  it('that somebody else is at work is told apart: nobody else is', () => {
    expect(
      isBusy(said('Error: UPGRADE FAILED: another operation (install/upgrade/rollback) is in progress')),
    ).toBe(true);
    expect(isBusy(said('Error: dial tcp: connection refused'))).toBe(false);
  });

  it('is nothing when it is not there', () => {
    expect(toHelmError(Object.assign(new Error('spawn helm ENOENT'), { code: 'ENOENT' })).code).toBe(
      'driver_not_ready',
    );
  });
});

describe('what helm is given', () => {
  it('is where the cluster is and how to sign in, and none of our own secrets', () => {
    const env = {
      PATH: '/bin',
      HOME: '/home/x',
      AWS_PROFILE: 'p',
      https_proxy: 'p',
      KUBECONFIG: '/other',
      COUNTERSIGN_ENCRYPTION_KEY: 's',
      ANTHROPIC_API_KEY: 's',
      DATABASE_URL: 's',
      HELM_DRIVER: 'sql',
      HELM_KUBECONTEXT: 'prod',
    };
    expect(helmEnvironment(env, '/mine')).toEqual({
      PATH: '/bin',
      HOME: '/home/x',
      AWS_PROFILE: 'p',
      https_proxy: 'p',
      KUBECONFIG: '/mine',
    });
    expect(helmEnvironment(env, null).KUBECONFIG).toBe('/other');
  });
});
