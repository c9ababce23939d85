module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  // A project of its own, with dependencies of its own.
  ignorePatterns: ['bare/**'],
});
