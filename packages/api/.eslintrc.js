// The only imports from @sluice/kubernetes are types, which leave no trace in a browser.
module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  rules: { '@backstage/no-mixed-plugin-imports': 'off' },
});
