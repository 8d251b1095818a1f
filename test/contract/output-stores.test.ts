import { createFakeOutputs } from '../fakes/outputs.ts';
import { parameterStoreContract, stateStoreContract } from './output-stores.ts';

parameterStoreContract('in memory', () => createFakeOutputs().parameters);
stateStoreContract('in memory', async () => ({
  store: createFakeOutputs().states,
  place: { bucket: 'acme-state', key: 'shared-infra/terraform.tfstate' },
}));
