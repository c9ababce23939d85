// node database.js FILE: prints the applied migrations and the tables of a SQLite database.
const Database = require('better-sqlite3');

const database = new Database(process.argv[2], { readonly: true });
const names = sql =>
  database
    .prepare(sql)
    .all()
    .map(row => row.name);
process.stdout.write(
  JSON.stringify({
    migrations: names('SELECT name FROM knex_migrations'),
    tables: names("SELECT name FROM sqlite_master WHERE type = 'table'"),
  }),
);
