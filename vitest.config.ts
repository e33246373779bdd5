import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { swiftshaderEnvironment } from './scripts/swiftshader-folder.mjs'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

// Processes find libraries by the environment that they start with: the tests run in processes of their own.
Object.assign(process.env, swiftshaderEnvironment())

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
