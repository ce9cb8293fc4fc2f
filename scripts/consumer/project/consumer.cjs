const assert = require("node:assert/strict");
const { isPodId } = require("@fairlead/routing-schema");
const problem = require("@fairlead/routing-schema/schema/problem.json");

assert.equal(isPodId("chat-1"), true);
assert.equal(problem.title, "Problem");
