import { defineConfig } from "vitest/config";

export default defineConfig({ test: { name: "example-chat-rooms", include: ["src/**/*.test.ts"] } });
