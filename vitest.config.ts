import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  resolve: {
    alias: [
      { find: /^sslang(\/runtime)?$/, replacement: at('./src/runtime/index.ts') },
      { find: 'sslang/compiler', replacement: at('./src/compiler/index.ts') },
      { find: /^sslang\/std\/(.*)$/, replacement: at('./dist/std/$1.js') },
    ],
  },
  test: {
    include: ['src/**/*.test.ts', 'tests/**/*.test.ts', 'scripts/**/*.test.ts'],
    setupFiles: ['./tests/setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    typecheck: { enabled: false },
  },
})
