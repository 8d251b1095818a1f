import { createStateStore } from '../../../controller/adapters/s3-terraform-state.ts';
import { createParameterStore } from '../../../controller/adapters/ssm-outputs.ts';
import type { StatePlace } from '../../../controller/outputs/port.ts';
import { PROJECT, type Story } from './story.ts';

/** Name → value of every published parameter. */
export function outputParameters({ clients, cloud }: Story): Promise<Readonly<Record<string, string>>> {
  const store = createParameterStore({ client: clients.cloudFormation, endpoint: cloud.aws.endpoint });
  return store.listParameters(`/${PROJECT}/outputs`);
}

/** The published Terraform state. */
export async function outputState({ clients }: Story, place: StatePlace) {
  return JSON.parse((await createStateStore(clients.s3).readState(place))?.text ?? '{}');
}
