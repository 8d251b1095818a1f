import { defineConfig } from 'vitest/config';

/** Unit tests run beside everything else; integration files each start their own local cloud, so they run few at a time. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/integration/**', 'test/bench/**'],
          maxWorkers: 2,
          testTimeout: 20_000,
          sequence: { shuffle: { tests: true } },
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
        },
      },
    ],
  },
});
