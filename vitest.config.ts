import { defineConfig } from 'vitest/config';

// One configuration for the whole repository: `vitest run` examines everything,
// `vitest run --dir modules/identity` one package. Packages are read from their sources.
export default defineConfig({
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  resolve: { conditions: ['@boardwalk/source'] },
  ssr: {
    resolve: { conditions: ['@boardwalk/source', 'node'], externalConditions: ['@boardwalk/source', 'node'] },
  },
  test: {
    include: ['**/*.spec.ts'],
    exclude: ['**/node_modules/**', '**/dist/**', '**/fixtures/**'],
    globalSetup: ['shared/testing/global-setup.ts'],
    setupFiles: ['reflect-metadata'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
