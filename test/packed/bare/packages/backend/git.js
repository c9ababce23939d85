// node git.js ROOT: serves the bare repositories below a folder and prints where.
const { startGitHttpServer } = require('@sluice/sources/testing');

startGitHttpServer({ root: process.argv[2] }).then(server => {
  process.stdout.write(`Serving ${server.url}\n`);
});
