import type { KindName } from '../../../registry/kinds/kinds.ts';
import { access } from './access.ts';
import { agents } from './agents.ts';
import { bucketNotifications } from './bucket-notifications.ts';
import { bucketLifecycle } from './buckets.ts';
import { embeddedInList } from './embedded.ts';
import { eventProcessors } from './event-processors.ts';
import { eventRules } from './event-rules.ts';
import { BLOCK_RULES, FUNCTION_RULES } from './function-rules.ts';
import { ownKey } from './own-key.ts';
import { platformApi } from './platform-api.ts';
import { platformAuthorizers } from './platform-authorizers.ts';
import { platformCors } from './platform-cors.ts';
import { platformLists } from './platform-lists.ts';
import { platformOptions } from './platform-options.ts';
import { platformOutputs } from './platform-outputs.ts';
import { platformPlaces } from './platform-places.ts';
import { processorFunction } from './processor-function.ts';
import { queueFields } from './queues.ts';
import { platformRepositories, teamRepositories } from './repositories.ts';
import { routeForm } from './route-form.ts';
import type { Rule } from './rule.ts';
import { schedules } from './schedules.ts';
import { secretValue } from './secrets.ts';
import { sharedWith } from './shared-with.ts';
import { tableKeys } from './tables.ts';
import { teamAllowed } from './team-allowed.ts';
import { teamTags } from './team-tags.ts';
import { texts } from './texts.ts';
import { topicFields } from './topics.ts';

/** The rules of each kind, and those of every document. */
export const DOCUMENT_RULES: Readonly<Record<KindName | 'every', readonly Rule[]>> = {
  every: [texts, access, sharedWith],
  Platform: [
    platformApi,
    platformAuthorizers,
    platformCors,
    platformLists,
    platformOptions,
    platformOutputs,
    platformPlaces,
    platformRepositories,
  ],
  Policy: [],
  Team: [teamAllowed, teamRepositories, teamTags],
  Function: FUNCTION_RULES,
  Queue: [queueFields],
  Topic: [topicFields, ownKey],
  Secret: [secretValue],
  Table: [tableKeys, ownKey],
  Bucket: [bucketLifecycle, bucketNotifications, ownKey],
  Route: [routeForm],
  Schedule: [schedules],
  EventRule: [eventRules],
  EventProcessor: [eventProcessors, processorFunction],
  Agent: [agents, embeddedInList([...BLOCK_RULES, access], ['spec', 'functions'])],
};
