import { describeStores } from '../../core/testing/stores-contract.ts';
import { startPostgresHarness } from './testing/harness.ts';

describeStores('Postgres', startPostgresHarness);
