import { BY_NAME, type Place } from './execution-permissions.ts';
import type { Permission } from './permission.ts';

/** Rules, buses and schedules of the teams. */
export function eventPermissions({ project, regional }: Place): readonly Permission[] {
  return [
    {
      name: 'BuildEventRules',
      actions: [
        'events:DeleteRule',
        'events:DescribeRule',
        'events:ListTargetsByRule',
        'events:PutRule',
        'events:PutTargets',
        'events:RemoveTargets',
      ],
      // The second form is that of rules on another bus than the default one.
      resources: [regional('events', `rule/${project}-*`), regional('events', `rule/*/${project}-*`)],
      wildcard: BY_NAME,
    },
    {
      name: 'BuildEventBuses',
      actions: [
        'events:CreateEventBus',
        'events:DeleteEventBus',
        'events:DescribeEventBus',
        'events:RemovePermission',
        'events:UpdateEventBus',
      ],
      resources: [regional('events', `event-bus/${project}-*`)],
      wildcard: BY_NAME,
    },
    {
      name: 'TagEvents',
      actions: ['events:ListTagsForResource', 'events:TagResource', 'events:UntagResource'],
      resources: [
        regional('events', `event-bus/${project}-*`),
        regional('events', `rule/${project}-*`),
        regional('events', `rule/*/${project}-*`),
      ],
      wildcard: BY_NAME,
    },
    {
      name: 'BuildSchedules',
      actions: [
        'scheduler:CreateSchedule',
        'scheduler:CreateScheduleGroup',
        'scheduler:DeleteSchedule',
        'scheduler:DeleteScheduleGroup',
        'scheduler:GetSchedule',
        'scheduler:GetScheduleGroup',
        'scheduler:ListTagsForResource',
        'scheduler:TagResource',
        'scheduler:UntagResource',
        'scheduler:UpdateSchedule',
      ],
      resources: [
        regional('scheduler', `schedule/${project}-*/${project}-*`),
        regional('scheduler', `schedule-group/${project}-*`),
      ],
      wildcard: BY_NAME,
    },
  ];
}
