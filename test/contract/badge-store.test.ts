import { createFakeBadge } from '../fakes/badge.ts';
import { badgeStoreContract } from './badge-store.ts';

badgeStoreContract('in memory', async () => createFakeBadge());
